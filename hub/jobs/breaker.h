#pragma once
// The circuit breaker of a partner: one pure decision (Nygard, "Release It!", 2007).

#include <cstdint>

#include "hub/base/clock.h"

namespace patchbay::jobs {

struct BreakerPolicy {
  std::int64_t failures_max = 10;      ///< in a row, then it opens
  Duration open_for{30'000'000};       ///< before a probe is let through; doubles with each failed
  Duration open_for_max{600'000'000};  ///< probe up to this
};

enum class BreakerState {
  closed,     ///< calls pass
  open,       ///< no call passes before `open_until`
  half_open,  ///< one probe is on its way; no other call passes before `open_until`
};
const char* name_of(BreakerState state);

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

/// What an answer makes of it. A failure is an exchange that says the partner is unwell: no answer,
/// 5xx. A refusal (4xx, 429 apart) is a sign of health; 429 and 401 are neither and not told here.
Breaker after_success(const Breaker& breaker, Timestamp now);
Breaker after_failure(const Breaker& breaker, const BreakerPolicy& policy, Timestamp now);

}  // namespace patchbay::jobs
