#include "webhooks/endpoint_health.h"

namespace patchbay::webhooks {

HealthStep after(EndpointHealth health, const Showing& showing, Timestamp now) {
  if (showing.is_gone && health.state == EndpointState::active) {
    health.state = EndpointState::disabled;
    return {health, HealthNews::disabled};
  }
  if (showing.has_success) {
    health.failing_since.reset();
    health.warned_at.reset();
    return {health};
  }
  if (!showing.failed_at) return {health};
  if (!health.failing_since) health.failing_since = showing.failed_at;
  if (health.state != EndpointState::active) return {health};
  const Duration failing = now - *health.failing_since;
  if (failing >= disable_after) {
    health.state = EndpointState::disabled;
    return {health, HealthNews::disabled};
  }
  if (failing < warn_after || health.warned_at) return {health};
  health.warned_at = now;
  return {health, HealthNews::warned};
}

}  // namespace patchbay::webhooks
