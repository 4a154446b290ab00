#pragma once
// Values as they are written in policy files, without running anything. Private to hub/policy.

#include <boost/json/value.hpp>
#include <span>
#include <string>

#include "hub/policy/lua_text.h"

namespace patchbay::policy {

/// AUD(25), AUD "25.50", 30, true, "month_1", { "a", "b" }: of money, integers, flags, texts and
/// lists of them. "nil" for anything else.
std::string lua_literal(const boost::json::value& value);

/// Whether tokens are written out: no variable, no call but of money, nothing computed.
bool is_literal(const LuaText& text, std::span<const LuaToken> tokens);

/// Whether tokens spell exactly this money, integer, flag or text; lists are never recognised.
bool spells(const LuaText& text, std::span<const LuaToken> tokens, const boost::json::value& value);

}  // namespace patchbay::policy
