#include "hub/http/retry_after.h"

#include <charconv>

#include "hub/base/text.h"
#include "hub/http/http_date.h"

namespace patchbay::http {
namespace {

constexpr std::int64_t seconds_max = 366LL * 86'400;
constexpr std::size_t digits_max = 18;  ///< more digits than fit into 64 bits mean "very long"

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<Duration> parse_retry_after(std::string_view value, Timestamp now) {
  const auto text = trim(value);
  constexpr Duration longest = std::chrono::seconds(seconds_max);
  if (all_digits(text)) {
    if (text.size() > digits_max) return longest;
    std::int64_t seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds(std::min(seconds, seconds_max));
  }
  const auto date = parse_http_date(text, now);
  if (!date) return {};
  return std::clamp(*date - now, Duration::zero(), longest);
}

}  // namespace patchbay::http
