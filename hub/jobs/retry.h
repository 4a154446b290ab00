#pragma once
// Retry is one pure decision: what happened, how often, which policy -> when next, or stop and why.

#include <optional>
#include <string>
#include <variant>

#include "hub/base/clock.h"
#include "hub/base/random.h"

namespace patchbay::jobs {

/// Exponential backoff with full jitter (Brooker, "Exponential Backoff And Jitter", 2015):
/// wait = random in [0, min(cap, base x 2^(attempt-1))].
struct RetryPolicy {
  int attempts_max = 10;  ///< runs in all
  Duration base{1'000'000};
  Duration cap{300'000'000};
};

struct RetryAt {
  Timestamp at;
};
struct GiveUp {
  std::string reason;
};
using RetryDecision = std::variant<RetryAt, GiveUp>;

/// `attempt` is the run that just failed, from 1. `retry_after` is the peer's wish (Retry-After)
/// and is never undercut. `why` becomes part of the reason when the policy is used up.
RetryDecision decide_retry(const RetryPolicy& policy, int attempt, Timestamp now,
                           std::optional<Duration> retry_after, const std::string& why,
                           Random& random);

}  // namespace patchbay::jobs
