#pragma once
// The words of a Lua script, for lint: a lexer, not a parser.

#include <string>
#include <string_view>
#include <vector>

namespace patchbay::adapters {

struct LuaToken {
  enum class Kind { name, text, number, sign };
  Kind kind = Kind::sign;
  std::string text;  ///< of a text its content as it stands, escapes not resolved
  std::size_t line = 1;

  bool is(std::string_view sign_or_word) const {
    return (kind == Kind::sign || kind == Kind::name) && text == sign_or_word;
  }
};

/// The tokens of Lua 5.4 source in order, comments left out; keywords are names. Takes any bytes:
/// what is open at the end of the script ends there.
std::vector<LuaToken> lua_tokens(std::string_view source);

/// Whether a name is a keyword of Lua 5.4.
bool is_lua_keyword(std::string_view name);

}  // namespace patchbay::adapters
