#include "webhooks/replay_target.h"

namespace patchbay::webhooks {

Result<Subscription> need_target(store::Session& session, const OrganisationId& organisation,
                                 const std::string& endpoint) {
  auto found = find_subscription(session, organisation, endpoint);
  if (!found) return no_endpoint(endpoint);
  if (found->state == EndpointState::active) return std::move(*found);
  return conflict(std::string("the endpoint is ") + name_of(found->state) +
                  "; resume it, then replay");
}

}  // namespace patchbay::webhooks
