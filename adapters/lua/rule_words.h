#pragma once
// Exact numbers as rule files write them: percent(5), times "1.2", ratio(6, 5), NGN "5,000".

#include <lua.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

/// "5000" for "5,000", "-1234567.50" for "-1,234,567.50"; a text without commas as it is. Errors:
/// invalid, quoting the text: a comma that does not stand before three digits of thousands.
Result<std::string> without_groups(std::string_view text);

/// Makes the globals of a rule file of those at the top: adds percent, times and ratio, each of
/// which gives {numerator, denominator} in lowest terms; money takes groups of thousands; the error
/// of an unknown name tells the nearest of these and `words`, which must outlive the state.
void add_rule_words(lua_State* state, const std::vector<std::string>& words);

}  // namespace patchbay::adapters::lua
