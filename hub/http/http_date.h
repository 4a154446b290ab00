#pragma once
// HTTP-date (RFC 9110 section 5.6.7).

#include <optional>
#include <string>
#include <string_view>

#include "hub/base/clock.h"

namespace patchbay::http {

/// Reads any of the three forms, or gives nothing. `now` decides the century of two-digit years.
std::optional<Timestamp> parse_http_date(std::string_view text, Timestamp now);

/// The preferred form: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string to_http_date(Timestamp at);

}  // namespace patchbay::http
