#include "adapters/manifest_pace.h"

#include <algorithm>
#include <array>

#include "adapters/strict_object.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

using jobs::Backoff;
using std::chrono::milliseconds;

constexpr std::size_t delays_max = 100;

std::int64_t in_ms(Duration time) { return std::chrono::duration_cast<milliseconds>(time).count(); }

Duration read_ms(StrictObject& object, const char* key, Duration default_value) {
  return milliseconds(object.integer(key, in_ms(default_value), 0, retry_ms_max));
}

void read_backoff(StrictObject& object, jobs::RetryPolicy& policy) {
  const std::string name = object.text("backoff", name_of(policy.backoff));
  const std::array all{Backoff::exponential, Backoff::linear, Backoff::list};
  const auto* const found =
      std::find_if(all.begin(), all.end(), [&](Backoff each) { return name == name_of(each); });
  if (found == all.end())
    return object.fail("\"backoff\" \"" + name + "\" is not one of exponential, linear, list");
  policy.backoff = *found;
}

void read_delays(StrictObject& object, jobs::RetryPolicy& policy) {
  const auto given = object.list("delays_ms");
  if (given.size() > delays_max)
    return object.fail("\"delays_ms\" holds more than " + std::to_string(delays_max));
  for (const auto* value : given) {
    const auto* number = value->if_int64();
    if (!number || *number < 0 || *number > retry_ms_max)
      return object.fail("\"delays_ms\" holds something that is not milliseconds from 0 to " +
                         std::to_string(retry_ms_max));
    policy.delays.emplace_back(milliseconds(*number));
  }
  const bool is_list = policy.backoff == Backoff::list;
  policy.jitter_percent =
      static_cast<int>(object.integer("jitter_percent", policy.jitter_percent, 0, 100));
  if (!object.failed() && !is_list && policy.jitter_percent != 0)
    object.fail("\"jitter_percent\" needs \"backoff\" = \"list\"");
  if (!object.failed() && is_list != !given.empty())
    object.fail(is_list ? "\"backoff\" list needs \"delays_ms\", such as { 1000, 60000 }"
                        : "\"delays_ms\" needs \"backoff\" = \"list\"");
}

void read_failures(StrictObject& object, jobs::RetryPolicy& policy) {
  for (const auto& name : object.texts("on")) {
    const auto failure = jobs::parse_failure(name);
    if (!failure) {
      const auto meant = nearest(name, jobs::failure_names());
      return object.fail("\"on\": \"" + name + "\" is not known; " +
                         (meant ? "did you mean \"" + *meant + "\"?"
                                : "use one of: " + join(jobs::failure_names(), ", ")));
    }
    policy.retryable.push_back(*failure);
  }
}

}  // namespace

Result<jobs::RetryPolicy> read_retry(const boost::json::value& json, jobs::RetryPolicy defaults) {
  StrictObject object(json, "retry");
  jobs::RetryPolicy policy = std::move(defaults);
  read_backoff(object, policy);
  policy.attempts_max =
      static_cast<int>(object.integer("attempts", policy.attempts_max, 1, retry_attempts_max));
  policy.base = read_ms(object, "base_ms", policy.base);
  policy.cap = read_ms(object, "cap_ms", policy.cap);
  policy.span_max = read_ms(object, "span_ms", policy.span_max);
  read_delays(object, policy);
  read_failures(object, policy);
  if (!object.failed() && policy.cap < policy.base)
    object.fail("\"cap_ms\" is less than \"base_ms\"");
  if (auto finished = object.finish(); !finished) return finished.error();
  return policy;
}

Result<jobs::BreakerPolicy> read_breaker(const boost::json::value& json,
                                         jobs::BreakerPolicy defaults) {
  StrictObject object(json, "breaker");
  jobs::BreakerPolicy policy = defaults;
  policy.failures_max = object.integer("failures", policy.failures_max, 0, breaker_failures_max);
  policy.open_for =
      milliseconds(object.integer("open_ms", in_ms(policy.open_for), 1, breaker_ms_max));
  const std::int64_t longest = std::max(in_ms(policy.open_for_max), in_ms(policy.open_for));
  policy.open_for_max = milliseconds(object.integer("open_max_ms", longest, 1, breaker_ms_max));
  if (!object.failed() && policy.open_for_max < policy.open_for)
    object.fail("\"open_max_ms\" is less than \"open_ms\"");
  if (auto finished = object.finish(); !finished) return finished.error();
  return policy;
}

}  // namespace patchbay::adapters
