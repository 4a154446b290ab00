#pragma once
// A manifest's tables "retry" and "breaker": policies as data.

#include <boost/json/value.hpp>

#include "hub/base/result.h"
#include "hub/jobs/breaker.h"
#include "hub/jobs/retry.h"

namespace patchbay::adapters {

/// {"backoff": "exponential" | "linear" | "list", "attempts", "base_ms", "cap_ms", "delays_ms": [],
/// "jitter_percent", "span_ms", "on": ["connect", …]}; what is missing stays as in `defaults`.
/// "delays_ms" and "jitter_percent" belong to the list and to nothing else. Errors: invalid, naming
/// the key.
Result<jobs::RetryPolicy> read_retry(const boost::json::value& json, jobs::RetryPolicy defaults);

/// {"failures", "open_ms", "open_max_ms"}. Errors: invalid, naming the key.
Result<jobs::BreakerPolicy> read_breaker(const boost::json::value& json,
                                         jobs::BreakerPolicy defaults);

constexpr std::int64_t retry_attempts_max = 1'000;
constexpr std::int64_t retry_ms_max = 30LL * 24 * 3'600 * 1'000;
constexpr std::int64_t breaker_failures_max = 100'000;
constexpr std::int64_t breaker_ms_max = 24LL * 3'600 * 1'000;

}  // namespace patchbay::adapters
