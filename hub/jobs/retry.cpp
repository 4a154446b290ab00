#include "hub/jobs/retry.h"

#include <algorithm>
#include <array>

namespace patchbay::jobs {
namespace {

/// In the order of Failure.
constexpr std::array failures{"resolve",    "connect", "cut_off", "timeout",
                              "rate_limit", "server",  "other"};

/// base x 2^(attempt-1), never above the cap and without overflow for any attempt.
std::int64_t ceiling(const RetryPolicy& policy, int attempt) {
  const std::int64_t cap = std::max<std::int64_t>(policy.cap.count(), 0);
  std::int64_t wait = std::clamp<std::int64_t>(policy.base.count(), 0, cap);
  for (int doubled = 1; doubled < attempt && wait != 0 && wait < cap; ++doubled)
    wait = wait > cap / 2 ? cap : wait * 2;
  return wait;
}

/// Evenly spread over [wait - share, wait + share].
Duration spread(Duration wait, int percent, Random& random) {
  const std::int64_t whole = std::max<std::int64_t>(wait.count(), 0);
  const std::int64_t part = std::clamp(percent, 0, 100);
  const std::int64_t share = whole / 100 * part + whole % 100 * part / 100;
  if (share == 0) return Duration(whole);
  const auto offset = random.below(2 * static_cast<std::uint64_t>(share) + 1);
  return Duration(whole - share + static_cast<std::int64_t>(offset));
}

Duration wait_of(const RetryPolicy& policy, int attempt, Random& random) {
  switch (policy.backoff) {
    case Backoff::exponential: {
      const auto limit = static_cast<std::uint64_t>(ceiling(policy, attempt)) + 1;
      return Duration(static_cast<std::int64_t>(random.below(limit)));
    }
    case Backoff::linear: {
      const auto base = std::max<std::int64_t>(policy.base.count(), 0);
      const auto cap = std::max<std::int64_t>(policy.cap.count(), 0);
      return Duration(base > cap / attempt ? cap : base * attempt);
    }
    case Backoff::list: break;
  }
  if (policy.delays.empty()) return Duration::zero();
  const auto place = std::min(static_cast<std::size_t>(attempt), policy.delays.size()) - 1;
  return spread(policy.delays[place], policy.jitter_percent, random);
}

bool is_worth_it(const RetryPolicy& policy, Failure failure) {
  if (failure == Failure::other || policy.retryable.empty()) return true;
  return std::find(policy.retryable.begin(), policy.retryable.end(), failure) !=
         policy.retryable.end();
}

std::string attempts_text(int attempts) {
  return std::to_string(attempts) + (attempts == 1 ? " attempt" : " attempts");
}

}  // namespace

const char* name_of(Failure failure) { return failures.at(static_cast<std::size_t>(failure)); }

std::optional<Failure> parse_failure(std::string_view name) {
  const auto* const found = std::find(failures.begin(), failures.end(), name);
  if (found == failures.end()) return std::nullopt;
  return static_cast<Failure>(found - failures.begin());
}

std::vector<std::string> failure_names() { return {failures.begin(), failures.end()}; }

const char* name_of(Backoff backoff) {
  switch (backoff) {
    case Backoff::exponential: return "exponential";
    case Backoff::linear: return "linear";
    case Backoff::list: return "list";
  }
  return "";
}

RetryDecision decide_retry(const RetryPolicy& policy, const Attempt& attempt, Random& random) {
  const int number = std::max(attempt.number, 1);
  if (!is_worth_it(policy, attempt.failure))
    return GiveUp{"not retried, since the policy does not list \"" +
                  std::string(name_of(attempt.failure)) + "\": " + attempt.why};
  if (number >= policy.attempts_max)
    return GiveUp{"gave up after " + attempts_text(number) + ": " + attempt.why};
  Duration wait = wait_of(policy, number, random);
  // The peer's wish is a floor, and jitter comes on top of it: callers that were refused together
  // must not return together.
  if (attempt.retry_after) wait += std::max(*attempt.retry_after, Duration::zero());
  const Timestamp at = attempt.now + wait;
  const bool is_limited = policy.span_max > Duration::zero() && attempt.first_at;
  if (is_limited && at - *attempt.first_at > policy.span_max)
    return GiveUp{"gave up after " + attempts_text(number) +
                  ", since the next one would be later "
                  "than the policy's span allows: " +
                  attempt.why};
  return RetryAt{at};
}

}  // namespace patchbay::jobs
