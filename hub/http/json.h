#pragma once
// JSON from the outside: exact numbers, limits, errors that name the place.

#include <boost/json/value.hpp>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay {

/// Parses one JSON text (RFC 8259), depth at most 32. A number that is not an integer of 64 bits
/// keeps its text and comes back as a string, so that 39.55 never becomes a double (P-01).
/// Errors: invalid, naming the byte where it went wrong.
Result<boost::json::value> parse_json(std::string_view text);

}  // namespace patchbay
