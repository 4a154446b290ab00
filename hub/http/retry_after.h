#pragma once
// The Retry-After field of 429 and 503 answers.

#include <optional>
#include <string_view>

#include "hub/base/clock.h"

namespace patchbay::http {

/// How long to wait after `now` (RFC 9110 section 10.2.3): delta seconds or an HTTP-date; never
/// negative, a date in the past gives zero, at most 366 days. Nothing when the value has no valid
/// form.
std::optional<Duration> parse_retry_after(std::string_view value, Timestamp now);

}  // namespace patchbay::http
