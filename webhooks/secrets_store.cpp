#include "hub/crypto/sealed_context.h"
#include "hub/store/query.h"
#include "webhooks/endpoints.h"
#include "webhooks/endpoints_store.h"
#include "webhooks/signing_key.h"

namespace patchbay::webhooks {

std::string secret_context(const OrganisationId& organisation, const std::string& endpoint,
                           const std::string& secret) {
  return crypto::sealed_context("webhook_secrets", {organisation, endpoint, secret},
                                "sealed_secret");
}

std::vector<SecretRow> live_secrets(store::Session& session, const OrganisationId& organisation,
                                    const std::string& endpoint, Timestamp now) {
  std::vector<SecretRow> live;
  store::query(session,
               "SELECT id, sealed_secret, expires_at FROM webhook_secrets WHERE organisation_id = "
               ":organisation AND endpoint_id = :endpoint AND (expires_at IS NULL OR expires_at > "
               ":now) ORDER BY created_at DESC, id DESC",
               {{"organisation", organisation}, {"endpoint", endpoint}, {"now", now}},
               [&](std::string id, std::string sealed, std::optional<Timestamp> expires_at) {
                 live.push_back({std::move(id), std::move(sealed), expires_at});
               });
  return live;
}

Result<void> add_secret(store::Session& session, const OrganisationId& organisation,
                        const std::string& endpoint, const NewSecret& secret,
                        const crypto::KeyRing& keys, Timestamp others_until, Timestamp now) {
  store::execute(session,
                 "UPDATE webhook_secrets SET expires_at = :until WHERE organisation_id = "
                 ":organisation AND endpoint_id = :endpoint AND (expires_at IS NULL OR expires_at "
                 "> :until)",
                 {{"until", others_until}, {"organisation", organisation}, {"endpoint", endpoint}});
  if (live_secrets(session, organisation, endpoint, now).size() >= secrets_alive_max)
    return refused(
        "the endpoint has five secrets that still sign; wait until one ends, or rotate with a "
        "shorter overlap");
  const auto key = SigningKey::read(secret.text).value();
  store::execute(
      session,
      "INSERT INTO webhook_secrets (organisation_id, endpoint_id, id, scheme, sealed_secret, "
      "public_key, created_at) VALUES (:organisation, :endpoint, :id, :scheme, :sealed, :public, "
      ":now)",
      {{"organisation", organisation},
       {"endpoint", endpoint},
       {"id", secret.id},
       {"scheme", name_of(key.scheme())},
       {"sealed",
        keys.seal(secret.text.reveal(), secret_context(organisation, endpoint, secret.id))},
       {"public", key.public_key()},
       {"now", now}});
  return {};
}

std::vector<SecretView> list_secrets(store::Session& session, const OrganisationId& organisation,
                                     const std::string& id, Timestamp now) {
  std::vector<SecretView> live;
  store::query(session,
               "SELECT id, scheme, public_key, created_at, expires_at FROM webhook_secrets WHERE "
               "organisation_id = :organisation AND endpoint_id = :endpoint AND (expires_at IS "
               "NULL OR expires_at > :now) ORDER BY created_at DESC, id DESC",
               {{"organisation", organisation}, {"endpoint", id}, {"now", now}},
               [&](std::string secret, std::string scheme, std::string public_key,
                   Timestamp created_at, std::optional<Timestamp> expires_at) {
                 live.push_back({std::move(secret), parse_signing(scheme), std::move(public_key),
                                 created_at, expires_at});
               });
  return live;
}

void bump_revision(store::Session& session, const OrganisationId& organisation) {
  store::execute(session,
                 "INSERT INTO webhook_revisions (organisation_id, revision) VALUES (:organisation, "
                 "1) ON CONFLICT (organisation_id) DO UPDATE SET revision = "
                 "webhook_revisions.revision + 1",
                 {{"organisation", organisation}});
}

std::map<std::string, std::int64_t> list_versions(store::Session& session,
                                                  const OrganisationId& organisation) {
  std::map<std::string, std::int64_t> versions;
  store::query(
      session, "SELECT id, version FROM webhook_endpoints WHERE organisation_id = :organisation",
      {{"organisation", organisation}},
      [&](std::string id, std::int64_t version) { versions.emplace(std::move(id), version); });
  return versions;
}

namespace {

std::int64_t read_revision(store::Session& session, const OrganisationId& organisation,
                           const std::string& lock) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT revision FROM webhook_revisions WHERE organisation_id = :organisation" + lock,
             {{"organisation", organisation}})
      .value_or(0);
}

}  // namespace

std::int64_t find_revision(store::Session& session, const OrganisationId& organisation) {
  return read_revision(session, organisation, "");
}

std::int64_t lock_revision(store::Session& session, const OrganisationId& organisation) {
  return read_revision(session, organisation, session.is_postgresql() ? " FOR SHARE" : "");
}

}  // namespace patchbay::webhooks
