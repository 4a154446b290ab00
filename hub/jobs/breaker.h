#pragma once
// The circuit breaker of a partner: one pure decision (Nygard, "Release It!", 2007).

#include <cstdint>
#include <optional>
#include <string_view>

#include "hub/base/clock.h"

namespace patchbay::jobs {

struct BreakerPolicy {
  std::int64_t failures_max = 10;      ///< in a row, then it opens; 0: it never opens
  Duration open_for{30'000'000};       ///< before a probe is let through; doubles with each failed
  Duration open_for_max{600'000'000};  ///< probe up to this
};

enum class BreakerState {
  closed,     ///< calls pass
  open,       ///< no call passes before `open_until`
  half_open,  ///< one probe is on its way; no other call passes before `open_until`
};
const char* name_of(BreakerState state);  ///< "closed", "open", "half_open"
std::optional<BreakerState> parse_breaker_state(std::string_view name);

/// What is stored of a breaker, one row an organisation and partner, shared by all hubs.
struct Breaker {
  BreakerState state = BreakerState::closed;
  std::int64_t failures = 0;  ///< in a row
  std::int64_t trips = 0;     ///< in a row without a success in between: how long it stays open
  Timestamp open_until;       ///< half open: when the probe is given up for lost
  Timestamp changed_at;

  bool operator==(const Breaker&) const = default;
};

/// Whether a call may go now. An open breaker whose time is up becomes half open and lets this one
/// call through as its probe, to be answered within `probe_limit`.
struct Admission {
  bool passes = true;
  Duration wait{0};  ///< not passing: when to ask again
  Breaker after;
};
Admission admit(const Breaker& breaker, Timestamp now, Duration probe_limit);

/// What is told of an exchange that was let through.
enum class Health {
  well,    ///< an answer that shows the partner at work, be it a refusal
  unwell,  ///< no answer, or 5xx
  silent,  ///< nothing was learned: 401, 429, not sent at all, cut short by ourselves
};

/// How an exchange that was let through ended.
struct Ended {
  Health health = Health::silent;
  bool was_probe = false;  ///< it was the one that admit() let through for a half open breaker
};

/// What the end makes of it. Exchanges may end long after the breaker opened: an open one stays as
/// it is, and a half open one listens to its probe, and to anybody's success. A probe that told
/// nothing lets the next one try at once.
Breaker after(const Breaker& breaker, const Ended& ended, const BreakerPolicy& policy,
              Timestamp now);

}  // namespace patchbay::jobs
