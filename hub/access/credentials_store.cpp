#include "hub/access/credentials.h"
#include "hub/base/text.h"
#include "hub/crypto/sealed_context.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::access {
namespace {

using store::Session;

constexpr std::string_view columns =
    "organisation_id, id, lineage, kind, partner, customer_id, role, scopes, live, public_key, "
    "signing, timestamp_signature, networks, name, created_by, created_at, expires_at, revoked_at, "
    "last_used_at, replaced_by, secret_hash, sealed_secret";

std::string context_of(const Credential& credential) {
  return crypto::sealed_context("credentials", {credential.organisation, credential.id},
                                "sealed_secret");
}

std::set<std::string> words(std::string_view text) {
  std::set<std::string> found;
  for (const auto word : split(text, ' '))
    if (!word.empty()) found.emplace(word);
  return found;
}

std::string joined(const std::set<std::string>& scopes) {
  const std::vector<std::string> all(scopes.begin(), scopes.end());
  return join(all, " ");
}

/// A word of ours that this program does not know was written by a newer one.
template <class T>
T known(const std::optional<T>& value, const std::string& word) {
  if (!value) throw ErrorException(corrupt("a credential says \"" + word + "\"; is it newer?"));
  return *value;
}

/// Runs a SELECT of `columns` with `rest` and gives each row to `fn`.
template <class F>
void select(Session& session, const std::string& rest, store::Params params, F fn) {
  store::query(
      session, "SELECT " + std::string(columns) + " FROM credentials " + rest, params,
      [&](std::string organisation, std::string id, std::string lineage, std::string kind,
          std::string partner, std::string customer, std::string role, std::string scopes,
          bool live, std::string public_key, std::string signing, bool timestamp_signature,
          std::string networks, std::string name, std::string created_by, Timestamp created_at,
          std::optional<Timestamp> expires_at, std::optional<Timestamp> revoked_at,
          std::optional<Timestamp> last_used_at, std::string replaced_by, std::string secret_hash,
          std::optional<std::string> sealed_secret) {
        StoredCredential row;
        Credential& one = row.credential;
        one.organisation = std::move(organisation);
        one.id = std::move(id);
        one.lineage = std::move(lineage);
        one.kind = known(parse_credential_kind(kind), kind);
        one.partner = std::move(partner);
        one.customer = std::move(customer);
        one.role = std::move(role);
        one.scopes = words(scopes);
        one.is_live = live;
        one.public_key = std::move(public_key);
        one.signing = known(parse_signing(signing), signing);
        one.allows_timestamp_signature = timestamp_signature;
        one.networks = std::move(networks);
        one.name = std::move(name);
        one.created_by = std::move(created_by);
        one.created_at = created_at;
        one.expires_at = expires_at;
        one.revoked_at = revoked_at;
        one.last_used_at = last_used_at;
        one.replaced_by = std::move(replaced_by);
        row.secret_hash = std::move(secret_hash);
        row.sealed_secret = sealed_secret.value_or("");
        fn(std::move(row));
      });
}

}  // namespace

void tell_credential_change(Session& session, const OrganisationId& organisation) {
  store::execute(session,
                 "INSERT INTO credential_changes (organisation_id, changes) "
                 "VALUES (:organisation, 1) ON CONFLICT (organisation_id) "
                 "DO UPDATE SET changes = credential_changes.changes + 1",
                 {{"organisation", organisation}});
  session.signal(credentials_channel);
}

void insert_credential(Session& session, const Credential& one, const Secret& secret,
                       const crypto::KeyRing& keys) {
  std::optional<std::string> sealed;
  if (one.signing != Signing::none) sealed = keys.seal(secret.reveal(), context_of(one));
  const std::string scopes = joined(one.scopes);
  const std::string hash = hash_of_secret(secret.reveal());
  store::execute(session,
                 "INSERT INTO credentials (" + std::string(columns) +
                     ") VALUES (:organisation, :id, :lineage, :kind, :partner, :customer, :role, "
                     ":scopes, :live, "
                     ":public_key, :signing, :timestamp_signature, :networks, :name, :created_by, "
                     ":created_at, :expires_at, NULL, NULL, '', :hash, :sealed)",
                 {{"organisation", one.organisation},
                  {"id", one.id},
                  {"lineage", one.lineage},
                  {"kind", name_of(one.kind)},
                  {"partner", one.partner},
                  {"customer", one.customer},
                  {"role", one.role},
                  {"scopes", scopes},
                  {"live", one.is_live},
                  {"public_key", one.public_key},
                  {"signing", name_of(one.signing)},
                  {"timestamp_signature", one.allows_timestamp_signature},
                  {"networks", one.networks},
                  {"name", one.name},
                  {"created_by", one.created_by},
                  {"created_at", one.created_at},
                  {"expires_at", one.expires_at},
                  {"hash", hash},
                  {"sealed", sealed}});
  // People come and go all day; nobody can have asked for a key that is new.
  if (one.kind != CredentialKind::customer) tell_credential_change(session, one.organisation);
}

std::optional<StoredCredential> find_by_public_key(Session& session, std::string_view public_key) {
  std::optional<StoredCredential> found;
  select(session, "WHERE public_key = :key", {{"key", public_key}},
         [&](StoredCredential row) { found = std::move(row); });
  return found;
}

Result<Secret> open_secret(const StoredCredential& stored, const crypto::KeyRing& keys) {
  if (stored.sealed_secret.empty()) return Secret();
  return keys.open(stored.sealed_secret, context_of(stored.credential));
}

std::optional<Credential> find_credential(Session& session, const OrganisationId& organisation,
                                          const std::string& id) {
  std::optional<Credential> found;
  select(session, "WHERE organisation_id = :organisation AND id = :id",
         {{"organisation", organisation}, {"id", id}},
         [&](StoredCredential row) { found = std::move(row.credential); });
  return found;
}

std::vector<Credential> list_credentials(Session& session, const OrganisationId& organisation,
                                         const CredentialFilter& filter, Timestamp now) {
  std::vector<Credential> all;
  select(session,
         "WHERE organisation_id = :organisation AND id > :after "
         "AND (:partner = '' OR partner = :partner) "
         "AND (:only_valid = 0 OR (revoked_at IS NULL AND (expires_at IS NULL OR expires_at > "
         ":now))) ORDER BY id LIMIT :limit",
         {{"organisation", organisation},
          {"after", filter.after},
          {"partner", filter.partner},
          {"only_valid", filter.only_valid},
          {"now", now},
          {"limit", filter.limit}},
         [&](StoredCredential row) { all.push_back(std::move(row.credential)); });
  return all;
}

bool revoke_credential(Session& session, const OrganisationId& organisation, const std::string& id,
                       Timestamp now) {
  const auto changed =
      store::execute(session,
                     "UPDATE credentials SET revoked_at = :now, sealed_secret = NULL "
                     "WHERE organisation_id = :organisation AND id = :id AND revoked_at IS NULL",
                     {{"now", now}, {"organisation", organisation}, {"id", id}});
  if (changed > 0) tell_credential_change(session, organisation);
  return changed > 0;
}

bool replace_credential(Session& session, const OrganisationId& organisation, const std::string& id,
                        const std::string& by, Timestamp end) {
  const auto changed =
      store::execute(session,
                     "UPDATE credentials SET replaced_by = :by, "
                     "expires_at = CASE WHEN expires_at < :end THEN expires_at ELSE :end END "
                     "WHERE organisation_id = :organisation AND id = :id AND replaced_by = ''",
                     {{"by", by}, {"end", end}, {"organisation", organisation}, {"id", id}});
  if (changed > 0) tell_credential_change(session, organisation);
  return changed > 0;
}

std::int64_t remove_ended_credentials(Session& session, const OrganisationId& organisation,
                                      const std::string& customer, Timestamp before) {
  return store::execute(
      session,
      "DELETE FROM credentials WHERE organisation_id = :organisation AND kind = 'customer'"
      " AND customer_id = :customer AND expires_at < :before",
      {{"organisation", organisation}, {"customer", customer}, {"before", before}});
}

std::int64_t count_credential_changes(Session& session) {
  return store::query_value<std::int64_t>(session, "SELECT SUM(changes) FROM credential_changes")
      .value_or(0);
}

void record_uses(Session& session, const std::vector<Use>& uses) {
  store::Rows rows({{"organisation_id", store::ColumnType::text},
                    {"id", store::ColumnType::text},
                    {"at", store::ColumnType::integer}});
  for (const auto& use : uses) rows.add(use.organisation).add(use.id).add(use.at);
  store::execute(session,
                 "UPDATE credentials SET last_used_at = r.at FROM {rows} AS r "
                 "WHERE credentials.organisation_id = r.organisation_id AND credentials.id = r.id "
                 "AND (credentials.last_used_at IS NULL OR credentials.last_used_at < r.at)",
                 rows);
}

}  // namespace patchbay::access
