#include "webhooks/endpoints_store.h"

#include "hub/base/text.h"
#include "hub/crypto/sealed_context.h"
#include "hub/events/catalogue.h"
#include "hub/http/url.h"
#include "hub/store/query.h"
#include "webhooks/delivery.h"
#include "webhooks/standard.h"

namespace patchbay::webhooks {
namespace {

constexpr std::size_t url_bytes_max = 2048;

Result<void> check_event_types(const std::string& list) {
  if (list.empty()) return {};
  std::vector<std::string> known;
  for (const auto& type : events::catalogue()) known.emplace_back(type.name);
  for (const auto part : split(list, ',')) {
    const auto name = trim(part);
    if (events::find_type(name)) continue;
    std::string message = "unknown event type \"" + std::string(name) + "\"";
    if (const auto meant = nearest(name, known)) message += "; did you mean \"" + *meant + "\"?";
    return invalid(message);
  }
  return {};
}

Result<void> check(const NewEndpoint& endpoint) {
  const std::string where = "webhook endpoint \"" + endpoint.id + "\"";
  if (endpoint.id.empty()) return invalid("webhook endpoint: it needs an id");
  if (endpoint.url.size() > url_bytes_max) {
    return invalid(where + ": its URL is longer than 2048 bytes; use a shorter one");
  }
  if (auto url = http::split_url(endpoint.url); !url) return url.error().in(where);
  if (auto key = decode_secret(endpoint.secret); !key) return key.error().in(where);
  if (auto types = check_event_types(endpoint.event_types); !types) return types.error().in(where);
  return {};
}

std::int64_t count_others(store::Session& session, const OrganisationId& organisation,
                          const std::string& endpoint) {
  return store::query_value<std::int64_t>(session,
                                          "SELECT COUNT(*) FROM webhook_endpoints "
                                          "WHERE organisation_id = :organisation AND id <> :id",
                                          {{"organisation", organisation}, {"id", endpoint}})
      .value_or(0);
}

}  // namespace

bool wants(const Subscription& subscription, std::string_view type) {
  if (subscription.event_types.empty()) return true;
  const auto types = split(subscription.event_types, ',');
  return std::any_of(types.begin(), types.end(), [&](auto part) { return trim(part) == type; });
}

std::string secret_context(const OrganisationId& organisation, const std::string& endpoint) {
  return crypto::sealed_context("webhook_endpoints", {organisation, endpoint}, "sealed_secret");
}

void put_endpoint(store::Session& session, const OrganisationId& organisation,
                  const NewEndpoint& endpoint, const crypto::KeyRing& keys, Timestamp now) {
  check(endpoint).value();
  if (count_others(session, organisation, endpoint.id) >=
      static_cast<std::int64_t>(endpoints_per_organisation_max)) {
    throw ErrorException(refused("webhook endpoint \"" + endpoint.id +
                                 "\": the organisation has 100 endpoints already; remove one"));
  }
  const std::string sealed =
      keys.seal(endpoint.secret.reveal(), secret_context(organisation, endpoint.id));
  store::execute(session,
                 "INSERT INTO webhook_endpoints (organisation_id, id, url, sealed_secret, "
                 "event_types, partner, version, created_at, updated_at) "
                 "VALUES (:organisation, :id, :url, :secret, :types, :partner, 1, :now, :now) "
                 "ON CONFLICT (organisation_id, id) DO UPDATE SET url = excluded.url, "
                 "sealed_secret = excluded.sealed_secret, event_types = excluded.event_types, "
                 "partner = excluded.partner, "
                 "version = webhook_endpoints.version + 1, updated_at = excluded.updated_at",
                 {{"organisation", organisation},
                  {"id", endpoint.id},
                  {"url", endpoint.url},
                  {"secret", sealed},
                  {"types", endpoint.event_types},
                  {"partner", endpoint.partner},
                  {"now", now}});
}

std::vector<Subscription> list_subscriptions(store::Session& session,
                                             const OrganisationId& organisation) {
  std::vector<Subscription> subscriptions;
  store::query(session,
               "SELECT id, event_types, partner FROM webhook_endpoints "
               "WHERE organisation_id = :organisation ORDER BY id",
               {{"organisation", organisation}},
               [&](std::string id, std::string types, std::string partner) {
                 subscriptions.push_back({std::move(id), std::move(types), std::move(partner)});
               });
  return subscriptions;
}

std::optional<EndpointRow> find_endpoint_row(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& endpoint) {
  std::optional<EndpointRow> found;
  store::query(session,
               "SELECT url, sealed_secret, version FROM webhook_endpoints "
               "WHERE organisation_id = :organisation AND id = :id",
               {{"organisation", organisation}, {"id", endpoint}},
               [&](std::string url, std::string secret, std::int64_t version) {
                 found = EndpointRow{std::move(url), std::move(secret), version};
               });
  return found;
}

}  // namespace patchbay::webhooks
