#include "hub/jobs/retry.h"

#include <algorithm>

namespace patchbay::jobs {
namespace {

/// base x 2^(attempt-1), never above the cap and without overflow for any attempt.
std::int64_t ceiling(const RetryPolicy& policy, int attempt) {
  const std::int64_t cap = std::max<std::int64_t>(policy.cap.count(), 0);
  std::int64_t wait = std::clamp<std::int64_t>(policy.base.count(), 0, cap);
  for (int doubled = 1; doubled < attempt && wait != 0 && wait < cap; ++doubled)
    wait = wait > cap / 2 ? cap : wait * 2;
  return wait;
}

}  // namespace

RetryDecision decide_retry(const RetryPolicy& policy, int attempt, Timestamp now,
                           std::optional<Duration> retry_after, const std::string& why,
                           Random& random) {
  if (attempt >= policy.attempts_max)
    return GiveUp{"gave up after " + std::to_string(attempt) +
                  (attempt == 1 ? " attempt: " : " attempts: ") + why};
  const auto limit = static_cast<std::uint64_t>(ceiling(policy, attempt)) + 1;
  Duration wait(static_cast<std::int64_t>(random.below(limit)));
  // The peer's wish is a floor, and jitter comes on top of it: callers that were refused together
  // must not return together.
  if (retry_after) wait += std::max(*retry_after, Duration::zero());
  return RetryAt{now + wait};
}

}  // namespace patchbay::jobs
