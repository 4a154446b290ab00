#include "hub/app/partner_pace.h"

#include <array>

#include "adapters/manifest_pace.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t limit_max = 10'000'000;

Field number(std::string name, std::int64_t minimum, std::int64_t maximum, std::string help) {
  return {std::move(name), FieldType::integer, {}, std::move(help), minimum, maximum};
}

constexpr std::size_t delays_max = 100;

/// Of a list: retry_delays_ms says that it is one.
std::optional<jobs::Backoff> backoff_of(const std::string& name) {
  for (const auto each : {jobs::Backoff::exponential, jobs::Backoff::linear})
    if (name == jobs::name_of(each)) return each;
  return std::nullopt;
}

Result<std::vector<Duration>> read_delays(const std::string& list) {
  const Field one = number("a delay", 0, adapters::retry_ms_max, "");
  std::vector<Duration> delays;
  for (const auto part : split(list, ',')) {
    const std::string text(trim(part));
    if (auto fits = check_value(one, text); !fits)
      return invalid("\"" + list + "\" is no list of milliseconds; write \"1000, 60000\"");
    delays.emplace_back(milliseconds(std::stoll(text)));
  }
  if (delays.size() > delays_max) return invalid("more than 100 delays");
  return delays;
}

Result<std::vector<jobs::Failure>> read_failures(const std::string& list) {
  std::vector<jobs::Failure> failures;
  for (const auto part : split(list, ',')) {
    const auto failure = jobs::parse_failure(trim(part));
    if (!failure)
      return invalid("\"" + std::string(trim(part)) +
                     "\" is no failure; use some of: " + join(jobs::failure_names(), ", "));
    failures.push_back(*failure);
  }
  return failures;
}

class Given {
 public:
  explicit Given(const std::map<std::string, std::string>& values) : values_(values) {}
  template <class T>
  void count(const char* name, T& into) const {
    if (const auto found = values_.find(name); found != values_.end())
      into = static_cast<T>(std::stoll(found->second));
  }
  void ms(const char* name, Duration& into) const {
    if (const auto found = values_.find(name); found != values_.end())
      into = milliseconds(std::stoll(found->second));
  }
  void backoff(const char* name, jobs::RetryPolicy& into) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return;
    into.backoff = backoff_of(found->second).value_or(into.backoff);
    into.delays.clear();
    into.jitter_percent = 0;
  }
  void delays(jobs::RetryPolicy& into) const {
    const auto found = values_.find("retry_delays_ms");
    if (found == values_.end()) return;
    into.backoff = jobs::Backoff::list;
    into.delays = read_delays(found->second).value();
  }
  void failures(jobs::RetryPolicy& into) const {
    const auto found = values_.find("retry_on");
    if (found != values_.end()) into.retryable = read_failures(found->second).value();
  }
  bool has(const char* name) const { return values_.contains(name); }

 private:
  const std::map<std::string, std::string>& values_;
};

}  // namespace

std::span<const Field> pace_fields() {
  using namespace adapters;
  static const std::array fields{
      number("calls_per_second", 1, limit_max, "over all hubs"),
      number("concurrency", 1, limit_max, "calls at once, of one hub"),
      number("timeout_ms", 1, limit_max, "for one request"),
      number("settle_after_ms", 0, settle_after_ms_max, "then \"not issued\" is proof"),
      Field{"retry_backoff", FieldType::text, {}, "exponential or linear"},
      Field{"retry_delays_ms", FieldType::text, {}, "the waits one by one, as \"1000, 60000\""},
      number("retry_jitter_percent", 0, 100, "of each listed wait, at random"),
      Field{"retry_on", FieldType::text, {}, "failures that are tried again; default: all"},
      number("retry_attempts", 1, retry_attempts_max, "in all, the first one too"),
      number("retry_base_ms", 0, retry_ms_max, "the first wait"),
      number("retry_cap_ms", 0, retry_ms_max, "the longest wait"),
      number("retry_span_ms", 0, retry_ms_max, "from the first failure to the last; 0: no limit"),
      number("breaker_failures", 0, breaker_failures_max, "in a row, then it opens; 0: never"),
      number("breaker_open_ms", 1, breaker_ms_max, "before a probe; doubles when it fails"),
      number("breaker_open_max_ms", 1, breaker_ms_max, "up to this"),
  };
  return fields;
}

Result<void> check_pace(const Field& field, const std::string& value) {
  if (auto checked = check_value(field, value); !checked) return checked;
  if (field.name.ends_with("retry_backoff") && !backoff_of(value))
    return invalid("\"" + value + "\" is no way to back off; use exponential or linear");
  if (field.name.ends_with("retry_delays_ms"))
    if (auto delays = read_delays(value); !delays) return delays.error();
  if (field.name.ends_with("retry_on"))
    if (auto failures = read_failures(value); !failures) return failures.error();
  return {};
}

Result<void> apply_pace(const std::map<std::string, std::string>& values,
                        adapters::Partner& partner) {
  const Given given(values);
  given.count("calls_per_second", partner.limits.calls_per_second);
  given.count("concurrency", partner.limits.concurrency);
  given.count("timeout_ms", partner.limits.timeout_ms);
  if (given.has("settle_after_ms")) given.ms("settle_after_ms", partner.settle_after.emplace());
  jobs::RetryPolicy& retry = partner.retry;
  given.backoff("retry_backoff", retry);
  given.delays(retry);
  given.count("retry_jitter_percent", retry.jitter_percent);
  given.failures(retry);
  if (given.has("retry_backoff") && given.has("retry_delays_ms"))
    return invalid("retry_backoff and retry_delays_ms exclude each other; give only one");
  if (retry.jitter_percent != 0 && retry.backoff != jobs::Backoff::list)
    return invalid("retry_jitter_percent needs retry_delays_ms");
  given.count("retry_attempts", retry.attempts_max);
  given.ms("retry_base_ms", retry.base);
  given.ms("retry_cap_ms", retry.cap);
  given.ms("retry_span_ms", retry.span_max);
  jobs::BreakerPolicy& breaker = partner.breaker;
  given.count("breaker_failures", breaker.failures_max);
  given.ms("breaker_open_ms", breaker.open_for);
  given.ms("breaker_open_max_ms", breaker.open_for_max);
  if (retry.cap < retry.base) {
    if (given.has("retry_cap_ms")) return invalid("retry_cap_ms is less than the base of the wait");
    retry.cap = retry.base;
  }
  if (breaker.open_for_max < breaker.open_for) {
    if (given.has("breaker_open_max_ms"))
      return invalid("breaker_open_max_ms is less than breaker_open_ms");
    breaker.open_for_max = breaker.open_for;
  }
  return {};
}

}  // namespace patchbay::app
