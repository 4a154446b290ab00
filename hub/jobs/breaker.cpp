#include "hub/jobs/breaker.h"

#include <algorithm>
#include <array>

namespace patchbay::jobs {
namespace {

/// In the order of BreakerState.
constexpr std::array states{"closed", "open", "half_open"};

/// open_for x 2^(trips-1), never above the maximum and without overflow for any number of trips.
Duration open_time(const BreakerPolicy& policy, std::int64_t trips) {
  const std::int64_t most = std::max<std::int64_t>(policy.open_for_max.count(), 1);
  std::int64_t time = std::clamp<std::int64_t>(policy.open_for.count(), 1, most);
  for (std::int64_t doubled = 1; doubled < trips && time < most; ++doubled)
    time = time > most / 2 ? most : time * 2;
  return Duration(time);
}

Breaker tripped(Breaker breaker, const BreakerPolicy& policy, Timestamp now) {
  breaker.state = BreakerState::open;
  ++breaker.trips;
  breaker.open_until = now + open_time(policy, breaker.trips);
  breaker.changed_at = now;
  return breaker;
}

Breaker after_success(Breaker breaker, Timestamp now) {
  const bool was_closed = breaker.state == BreakerState::closed;
  Breaker closed;
  closed.changed_at = was_closed ? breaker.changed_at : now;
  return closed;
}

Breaker after_failure(Breaker breaker, const BreakerPolicy& policy, Timestamp now) {
  ++breaker.failures;
  const bool is_enough = policy.failures_max > 0 && breaker.failures >= policy.failures_max;
  const bool was_probe = breaker.state == BreakerState::half_open;
  return was_probe || is_enough ? tripped(breaker, policy, now) : breaker;
}

Breaker waiting_for_probe(Breaker breaker, Timestamp now) {
  breaker.state = BreakerState::open;
  breaker.open_until = breaker.changed_at = now;
  return breaker;
}

}  // namespace

const char* name_of(BreakerState state) { return states.at(static_cast<std::size_t>(state)); }

std::optional<BreakerState> parse_breaker_state(std::string_view name) {
  const auto* const found = std::find(states.begin(), states.end(), name);
  if (found == states.end()) return std::nullopt;
  return static_cast<BreakerState>(found - states.begin());
}

Admission admit(const Breaker& breaker, Timestamp now, Duration probe_limit) {
  if (breaker.state == BreakerState::closed) return {true, Duration::zero(), breaker};
  if (now < breaker.open_until) return {false, breaker.open_until - now, breaker};
  Breaker probing = breaker;
  probing.state = BreakerState::half_open;
  probing.open_until = now + probe_limit;
  probing.changed_at = now;
  return {true, Duration::zero(), probing};
}

Breaker after(const Breaker& breaker, const Ended& ended, const BreakerPolicy& policy,
              Timestamp now) {
  if (breaker.state == BreakerState::open) return breaker;
  if (ended.health == Health::well) return after_success(breaker, now);
  const bool is_half_open = breaker.state == BreakerState::half_open;
  if (is_half_open && !ended.was_probe) return breaker;
  if (ended.health == Health::unwell) return after_failure(breaker, policy, now);
  return is_half_open ? waiting_for_probe(breaker, now) : breaker;
}

}  // namespace patchbay::jobs
