#include "webhooks/replay_target.h"

#include "webhooks/endpoints.h"

namespace patchbay::webhooks {

Subscription subscription_of(const EndpointView& endpoint) {
  Subscription to;
  to.endpoint = endpoint.id;
  to.event_types = endpoint.event_types;
  to.partner = endpoint.partner;
  return to;
}

Result<Subscription> need_target(store::Session& session, const OrganisationId& organisation,
                                 const std::string& endpoint) {
  const auto found = find_endpoint(session, organisation, endpoint);
  if (!found) return not_found("there is no endpoint \"" + endpoint + "\"");
  if (found->state == EndpointState::active) return subscription_of(*found);
  return conflict(std::string("the endpoint is ") + name_of(found->state) +
                  "; resume it, then replay");
}

}  // namespace patchbay::webhooks
