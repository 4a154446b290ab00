#include <set>

#include "hub/events/catalogue.h"
#include "hub/events/demand.h"
#include "hub/store/query.h"
#include "webhooks/endpoint_json.h"
#include "webhooks/endpoints.h"
#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {
namespace {

/// An id given: that one; a partner given: its own; neither: all.
std::vector<EndpointRow> read_rows(store::Session& session, const OrganisationId& organisation,
                                   const std::string& id, const std::string& partner) {
  std::vector<EndpointRow> rows;
  const auto add = [&](std::string own, std::string url, std::string description, std::string owner,
                       std::string types, std::string state, std::string reason,
                       std::string settings, std::string headers, std::string auth,
                       std::optional<Timestamp> failing_since, std::int64_t version,
                       Timestamp created_at, Timestamp updated_at) {
    EndpointView view;
    view.organisation = organisation;
    view.id = std::move(own);
    view.url = std::move(url);
    view.description = std::move(description);
    view.partner = std::move(owner);
    view.event_types = std::move(types);
    view.state = parse_endpoint_state(state);
    view.state_reason = std::move(reason);
    auto stored = read_stored(settings);
    view.header_names = std::move(stored.header_names);
    view.auth_type = std::move(stored.auth_type);
    view.delivery = std::move(stored.delivery);
    view.failing_since = failing_since;
    view.version = version;
    view.created_at = created_at;
    view.updated_at = updated_at;
    rows.push_back({std::move(view), std::move(headers), std::move(auth)});
  };
  std::string sql =
      "SELECT id, url, description, partner, event_types, state, state_reason, settings, "
      "sealed_headers, sealed_auth, failing_since, version, created_at, updated_at "
      "FROM webhook_endpoints WHERE organisation_id = :organisation";
  if (!id.empty())
    store::query(session, sql + " AND id = :id", {{"organisation", organisation}, {"id", id}}, add);
  else if (!partner.empty())
    store::query(session, sql + " AND partner = :partner ORDER BY id",
                 {{"organisation", organisation}, {"partner", partner}}, add);
  else
    store::query(session, sql + " ORDER BY id", {{"organisation", organisation}}, add);
  return rows;
}

}  // namespace

std::optional<EndpointRow> find_row(store::Session& session, const OrganisationId& organisation,
                                    const std::string& id) {
  if (id.empty()) return std::nullopt;
  auto rows = read_rows(session, organisation, id, {});
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<EndpointView> list_endpoints(store::Session& session,
                                         const OrganisationId& organisation,
                                         const std::string& partner) {
  std::vector<EndpointView> views;
  for (auto& row : read_rows(session, organisation, {}, partner))
    views.push_back(std::move(row.view));
  return views;
}

std::optional<EndpointView> find_endpoint(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& id) {
  auto row = find_row(session, organisation, id);
  if (!row) return std::nullopt;
  return std::move(row->view);
}

Subscription subscription_of(const EndpointView& endpoint) {
  Subscription to;
  to.endpoint = endpoint.id;
  to.partner = endpoint.partner;
  to.filter = EventFilter::parse(endpoint.event_types).value();
  to.state = endpoint.state;
  to.state_reason = endpoint.state_reason;
  to.ordered = endpoint.delivery.ordered;
  to.raw = endpoint.delivery.raw;
  return to;
}

std::optional<Subscription> find_subscription(store::Session& session,
                                              const OrganisationId& organisation,
                                              const std::string& endpoint) {
  const auto view = find_endpoint(session, organisation, endpoint);
  if (!view) return std::nullopt;
  return subscription_of(*view);
}

std::vector<Subscription> list_subscriptions(store::Session& session,
                                             const OrganisationId& organisation) {
  std::vector<Subscription> all;
  for (const auto& endpoint : list_endpoints(session, organisation))
    all.push_back(subscription_of(endpoint));
  return all;
}

void filters_changed(store::Session& session, const OrganisationId& organisation) {
  bump_revision(session, organisation);  // and nobody else changes one until this is committed
  std::set<std::string> asked_for;
  store::query(session,
               "SELECT DISTINCT event_types FROM webhook_endpoints WHERE organisation_id = "
               ":organisation",
               {{"organisation", organisation}}, [&](std::string patterns) {
                 const auto filter = EventFilter::parse(patterns).value();
                 for (const auto& type : events::types_on_request())
                   if (filter.wants(type)) asked_for.insert(type);
               });
  events::set_demand(session, organisation, asked_for);
}

}  // namespace patchbay::webhooks
