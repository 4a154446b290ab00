#pragma once
// A number as it is written in a policy file, replaced in place. Private to hub/policy.

#include <span>
#include <string>

#include "hub/base/result.h"
#include "hub/policy/lua_text.h"

namespace patchbay::policy {

/// The whole text with the number that `literal` spells (30, AUD(20), NGN "5,000", percent(5),
/// times "1.2", ratio(6, 5)) replaced by what a person wrote: "45", "AUD 25.50", "7 %". The new one
/// is written as the old one was: brackets or quotes as far as the number allows, groups of
/// thousands, decimals. Errors: invalid: the literal is none of these, so that a person has to
/// change it; `value` is another kind of number, of another currency, or no number.
Result<std::string> replace_number(const LuaText& text, std::span<const LuaToken> literal,
                                   const std::string& value);

}  // namespace patchbay::policy
