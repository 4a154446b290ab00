#pragma once
// Endpoints as rows. Private to the room; delivery.h has what others use.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

constexpr std::size_t endpoints_per_organisation_max = 100;

/// What fan-out needs of an endpoint.
struct Subscription {
  std::string endpoint;
  std::string event_types;  ///< comma separated; empty: all
  std::string partner;      ///< empty: the programme's own
};
/// Whether an endpoint with this filter wants events of `type`.
bool wants(const Subscription& subscription, std::string_view type);

/// What delivery needs of an endpoint; the secret still sealed.
struct EndpointRow {
  std::string url;
  std::string sealed_secret;
  std::int64_t version = 0;
};

/// Associated data of the sealed secret.
std::string secret_context(const OrganisationId& organisation, const std::string& endpoint);

std::vector<Subscription> list_subscriptions(store::Session& session,
                                             const OrganisationId& organisation);
std::optional<EndpointRow> find_endpoint_row(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& endpoint);

}  // namespace patchbay::webhooks
