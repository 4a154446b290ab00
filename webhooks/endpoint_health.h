#pragma once
// When an endpoint counts as failing, and when that has gone on for too long. Pure.

#include <optional>

#include "hub/base/clock.h"
#include "webhooks/endpoint.h"

namespace patchbay::webhooks {

constexpr Duration warn_after = std::chrono::hours(3 * 24);
constexpr Duration disable_after = std::chrono::hours(5 * 24);

/// What is stored of it.
struct EndpointHealth {
  EndpointState state = EndpointState::active;
  std::optional<Timestamp> failing_since = {};  ///< the first failure after the last success
  std::optional<Timestamp> warned_at = {};

  bool operator==(const EndpointHealth&) const = default;
};

/// What a batch of attempts showed of it.
struct Showing {
  bool has_success = false;
  bool is_gone = false;                     ///< it answered 410
  std::optional<Timestamp> failed_at = {};  ///< the first failure
};

enum class HealthNews { none, warned, disabled };

struct HealthStep {
  EndpointHealth health;
  HealthNews news = HealthNews::none;
};
/// A success forgets all failures; five days without one disable it, three warn of that.
HealthStep after(EndpointHealth health, const Showing& showing, Timestamp now);

}  // namespace patchbay::webhooks
