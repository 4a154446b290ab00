#include "hub/api/rate_headers.h"

#include <algorithm>

namespace patchbay::api {
namespace {

std::int64_t whole_seconds(Duration d) {
  return std::chrono::ceil<std::chrono::seconds>(d).count();
}

std::string item(const access::RateLimit& limit, const char* first, std::int64_t a,
                 const char* second, std::int64_t b) {
  return "\"" + limit.name + "\";" + first + "=" + std::to_string(a) + ";" + second + "=" +
         std::to_string(b);
}

}  // namespace

std::string rate_limit_policy(std::span<const AppliedLimit> applied) {
  std::string text;
  for (const auto& each : applied) {
    const auto& rate = each.limit->rate;
    const Duration window(rate.burst * rate.interval_us());
    text +=
        (text.empty() ? "" : ", ") + item(*each.limit, "q", rate.burst, "w", whole_seconds(window));
  }
  return text;
}

std::string rate_limit_state(std::span<const AppliedLimit> applied) {
  std::string text;
  for (const auto& each : applied)
    text += (text.empty() ? "" : ", ") + item(*each.limit, "r", each.decision.remaining, "t",
                                              whole_seconds(each.decision.full_in));
  return text;
}

std::int64_t retry_after_seconds(Duration retry_in) {
  return std::max<std::int64_t>(whole_seconds(retry_in), 1);
}

}  // namespace patchbay::api
