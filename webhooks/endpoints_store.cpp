#include "webhooks/endpoints_store.h"

#include <boost/json/serialize.hpp>

#include "hub/base/id.h"
#include "hub/base/text.h"
#include "hub/crypto/sealed_context.h"
#include "hub/crypto/system_random.h"
#include "hub/store/query.h"
#include "webhooks/delivery.h"
#include "webhooks/endpoint_json.h"
#include "webhooks/endpoints.h"
#include "webhooks/signing_key.h"

namespace patchbay::webhooks {
namespace {

std::string made_id(std::string_view prefix, Timestamp now) {
  return new_id(prefix, ManualClock(now), crypto::system_random());
}

std::string sealed_headers_of(const EndpointDraft& draft, const OrganisationId& organisation,
                              const std::string& id, const crypto::KeyRing& keys) {
  if (draft.headers.empty()) return {};
  boost::json::object json;
  for (const auto& [name, value] : draft.headers) json[name] = value;
  return keys.seal(boost::json::serialize(json), headers_context(organisation, id));
}

std::string sealed_auth_of(const EndpointDraft& draft, const OrganisationId& organisation,
                           const std::string& id, const crypto::KeyRing& keys) {
  if (draft.auth.type == ReceiverAuth::Type::none) return {};
  const Secret text(boost::json::serialize(revealed_json(draft.auth)));
  return keys.seal(text.reveal(), auth_context(organisation, id));
}

struct SealedParts {
  std::string headers, auth;
  std::vector<std::string> header_names = {};
  std::string auth_type = {};
};

/// Writes an endpoint; one that is there keeps its state and its time of birth.
void put_row(store::Session& session, const OrganisationId& organisation, const std::string& id,
             const EndpointDraft& draft, const SealedParts& sealed, Timestamp now) {
  const std::string types = EventFilter::parse(draft.event_types).value().text();
  const std::string settings = to_text({draft.delivery, sealed.header_names, sealed.auth_type});
  store::execute(
      session,
      "INSERT INTO webhook_endpoints (organisation_id, id, partner, url, description, event_types, "
      "state, state_reason, settings, sealed_headers, sealed_auth, version, created_at, "
      "updated_at) "
      "VALUES (:organisation, :id, :partner, :url, :description, :types, 'active', '', :settings, "
      ":headers, :auth, 1, :now, :now) ON CONFLICT (organisation_id, id) DO UPDATE SET "
      "partner = excluded.partner, url = excluded.url, description = excluded.description, "
      "event_types = excluded.event_types, settings = excluded.settings, "
      "sealed_headers = excluded.sealed_headers, sealed_auth = excluded.sealed_auth, "
      "version = webhook_endpoints.version + 1, updated_at = excluded.updated_at",
      {{"organisation", organisation},
       {"id", id},
       {"partner", draft.partner},
       {"url", draft.url},
       {"description", draft.description},
       {"types", types},
       {"settings", settings},
       {"headers", sealed.headers},
       {"auth", sealed.auth},
       {"now", now}});
}

std::int64_t count_others(store::Session& session, const OrganisationId& organisation,
                          const std::string& endpoint) {
  return store::query_value<std::int64_t>(session,
                                          "SELECT COUNT(*) FROM webhook_endpoints "
                                          "WHERE organisation_id = :organisation AND id <> :id",
                                          {{"organisation", organisation}, {"id", endpoint}})
      .value_or(0);
}

Result<void> check_room(store::Session& session, const OrganisationId& organisation,
                        const std::string& id) {
  const auto others = static_cast<std::size_t>(count_others(session, organisation, id));
  if (others < endpoints_per_organisation_max) return {};
  return refused("the organisation has 1,000 webhook endpoints already; remove one");
}

SealedParts seal(const EndpointDraft& draft, const OrganisationId& organisation,
                 const std::string& id, const crypto::KeyRing& keys) {
  SealedParts sealed{sealed_headers_of(draft, organisation, id, keys),
                     sealed_auth_of(draft, organisation, id, keys)};
  for (const auto& [name, value] : draft.headers) sealed.header_names.push_back(name);
  sealed.auth_type = name_of(draft.auth.type);
  return sealed;
}

}  // namespace

Error no_endpoint(const std::string& id) {
  return not_found("there is no webhook endpoint \"" + clean_text(id, 100) +
                   "\"; list them to see their ids");
}

std::string headers_context(const OrganisationId& organisation, const std::string& endpoint) {
  return crypto::sealed_context("webhook_endpoints", {organisation, endpoint}, "sealed_headers");
}
std::string auth_context(const OrganisationId& organisation, const std::string& endpoint) {
  return crypto::sealed_context("webhook_endpoints", {organisation, endpoint}, "sealed_auth");
}

Result<NewEndpointKeys> create_endpoint(store::Session& session, const OrganisationId& organisation,
                                        const EndpointDraft& draft, const crypto::KeyRing& keys,
                                        const AddressGuard& guard, Timestamp now) {
  if (auto fine = check(draft, guard); !fine) return fine.error();
  const std::string id = made_id("ep", now);
  if (auto room = check_room(session, organisation, id); !room) return room.error();
  put_row(session, organisation, id, draft, seal(draft, organisation, id, keys), now);
  const NewSecret secret{made_id("sec", now), SigningKey::make(draft.signing)};
  add_secret(session, organisation, id, secret, keys, now, now).value();
  filters_changed(session, organisation);
  return NewEndpointKeys{id, secret.id, secret.text,
                         SigningKey::read(secret.text).value().public_key()};
}

Result<void> change_endpoint(store::Session& session, const OrganisationId& organisation,
                             const std::string& id, const EndpointDraft& draft, KeepSealed keep,
                             const crypto::KeyRing& keys, const AddressGuard& guard,
                             Timestamp now) {
  if (auto fine = check(draft, guard); !fine) return fine.error();
  const auto row = find_row(session, organisation, id);
  if (!row) return no_endpoint(id);
  auto sealed = seal(draft, organisation, id, keys);
  if (keep.headers) {
    sealed.headers = row->sealed_headers;
    sealed.header_names = row->view.header_names;
  }
  if (keep.auth) {
    sealed.auth = row->sealed_auth;
    sealed.auth_type = row->view.auth_type;
  }
  put_row(session, organisation, id, draft, sealed, now);
  filters_changed(session, organisation);
  return {};
}

bool remove_endpoint(store::Session& session, const OrganisationId& organisation,
                     const std::string& id, Timestamp now) {
  const store::Params key{{"organisation", organisation}, {"id", id}};
  const auto removed = store::execute(
      session, "DELETE FROM webhook_endpoints WHERE organisation_id = :organisation AND id = :id",
      key);
  if (removed == 0) return false;
  store::execute(session,
                 "DELETE FROM webhook_secrets WHERE organisation_id = :organisation "
                 "AND endpoint_id = :id",
                 key);
  store::execute(session,
                 "UPDATE webhook_messages SET state = 'dead', reason = 'the endpoint was removed', "
                 "ended_at = :now WHERE organisation_id = :organisation AND endpoint_id = :id "
                 "AND state = 'held'",
                 {{"organisation", organisation}, {"id", id}, {"now", now}});
  filters_changed(session, organisation);
  return true;
}

Result<NewEndpointKeys> rotate_secret(store::Session& session, const OrganisationId& organisation,
                                      const std::string& id, Duration overlap,
                                      const crypto::KeyRing& keys, Timestamp now) {
  const auto known = list_secrets(session, organisation, id, now);
  const auto touched = store::execute(session,
                                      "UPDATE webhook_endpoints SET version = version + 1, "
                                      "updated_at = :now WHERE organisation_id = :organisation "
                                      "AND id = :id",
                                      {{"now", now}, {"organisation", organisation}, {"id", id}});
  if (touched == 0) return no_endpoint(id);
  const auto scheme = known.empty() ? Signing::v1 : known.front().signing;
  const NewSecret secret{made_id("sec", now), SigningKey::make(scheme)};
  auto added = add_secret(session, organisation, id, secret, keys, now + overlap, now);
  if (!added) return added.error();
  bump_revision(session, organisation);
  return NewEndpointKeys{id, secret.id, secret.text,
                         SigningKey::read(secret.text).value().public_key()};
}

void put_endpoint(store::Session& session, const OrganisationId& organisation,
                  const NewEndpoint& endpoint, const crypto::KeyRing& keys, Timestamp now) {
  const std::string where = "webhook endpoint \"" + endpoint.id + "\"";
  if (endpoint.id.empty()) throw ErrorException(invalid("webhook endpoint: it needs an id"));
  EndpointDraft draft;
  draft.url = endpoint.url;
  draft.partner = endpoint.partner;
  draft.event_types = endpoint.event_types;
  draft.delivery = endpoint.delivery;
  static const std::array<std::string, 2> anywhere{"0.0.0.0/0", "::/0"};
  const AddressGuard guard(http::Networks::parse(anywhere).value());
  if (auto fine = check(draft, guard); !fine) throw ErrorException(fine.error().in(where));
  if (auto key = SigningKey::read(endpoint.secret); !key)
    throw ErrorException(key.error().in(where));
  check_room(session, organisation, endpoint.id).value();
  put_row(session, organisation, endpoint.id, draft, {}, now);
  store::execute(session,
                 "DELETE FROM webhook_secrets WHERE organisation_id = :organisation "
                 "AND endpoint_id = :id",
                 {{"organisation", organisation}, {"id", endpoint.id}});
  add_secret(session, organisation, endpoint.id, {"given", endpoint.secret}, keys, now, now)
      .value();
  filters_changed(session, organisation);
}

}  // namespace patchbay::webhooks
