#pragma once
// Retry is one pure decision: what happened, how often, which policy -> when next, or stop and why.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/random.h"

namespace patchbay::jobs {

/// How the waits of a policy grow.
enum class Backoff {
  /// Full jitter (Brooker, "Exponential Backoff And Jitter", 2015): random in [0, min(cap, base x
  /// 2^(attempt-1))].
  exponential,
  /// attempt x base, at most cap, no jitter (R-167: attempt x 1,000 ms).
  linear,
  /// The delays as listed, give or take `jitter_percent`; the last one for all attempts after them.
  list,
};

/// What went wrong with an attempt, coarse enough for a policy to name. `other` is everything that
/// fits no other word; every policy retries it.
enum class Failure : std::uint8_t { resolve, connect, cut_off, timeout, rate_limit, server, other };
const char* name_of(Failure failure);  ///< "resolve", "connect", "cut_off", …
std::optional<Failure> parse_failure(std::string_view name);
/// All of them, for messages.
std::vector<std::string> failure_names();

const char* name_of(Backoff backoff);  ///< "exponential", "linear", "list"

/// Policies are data (C-08): of a partner, an endpoint, a schedule.
struct RetryPolicy {
  int attempts_max = 10;  ///< runs in all
  Duration base{1'000'000};
  Duration cap{300'000'000};
  Backoff backoff = Backoff::exponential;
  std::vector<Duration> delays = {};  ///< of Backoff::list; empty there: no waits
  int jitter_percent = 0;             ///< of Backoff::list: 0 to 100, up to so much either way
  Duration span_max{0};               ///< from the first attempt to the last; 0: no limit
  /// Failures that are worth another attempt; empty: all of them.
  std::vector<Failure> retryable = {};
};

/// An attempt that failed.
struct Attempt {
  int number = 1;                            ///< of the run that just failed, from 1
  Timestamp now;                             ///< when it failed
  std::optional<Timestamp> first_at = {};    ///< when the first attempt began, for span_max
  std::optional<Duration> retry_after = {};  ///< the peer's wish (Retry-After), never undercut
  Failure failure = Failure::other;
  std::string why;  ///< becomes part of the reason when the policy is used up
};

struct RetryAt {
  Timestamp at;
};
struct GiveUp {
  std::string reason;
};
using RetryDecision = std::variant<RetryAt, GiveUp>;

RetryDecision decide_retry(const RetryPolicy& policy, const Attempt& attempt, Random& random);

}  // namespace patchbay::jobs
