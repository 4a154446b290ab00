#pragma once
// Where the next page is, as a Link header says (RFC 8288). Pure.

#include <optional>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

/// The target of the first link whose relations name "next", as it is written; nothing when none
/// does or the field is broken from there on.
std::optional<std::string> next_link(std::string_view field);

/// The target as a path behind `api_url`, with its query: of an address of the same origin under
/// the same path, of "/path?query", or of "?query", which keeps `current` (a path).
/// Errors: invalid: it leads elsewhere; it is not quoted, since it may hold secrets.
Result<std::string> path_of_link(std::string_view target, std::string_view api_url,
                                 std::string_view current);

}  // namespace patchbay::adapters::lua
