#pragma once
// Secrets inside a script: it passes them on, and nothing it can do shows them.

#include <lua.hpp>
#include <optional>
#include <string_view>

namespace patchbay::adapters::lua {

constexpr std::size_t secret_bytes_max = 64 * 1024;

/// Pushes a secret. `..` with it makes another one; tostring, format and errors say "secret"; its
/// bytes lie in Lua's memory and are overwritten when it is collected.
void push_secret(lua_State* thread, std::string_view text);
/// The text of the secret at `index`, or nothing. Valid while it is on the stack.
std::optional<std::string_view> secret_text(lua_State* thread, int index);

/// What digests and encodings work on: a text, or a secret.
struct Material {
  std::string_view text;
  bool is_secret = false;
};
/// Raises an argument error for anything but a text, a number or a secret.
Material check_material(lua_State* thread, int index);
/// Pushes what was made: of a secret comes a secret.
void push_material(lua_State* thread, std::string_view text, bool is_secret);

/// "secret", or the name of the value's type: never an address.
const char* shown_type(lua_State* thread, int index);

}  // namespace patchbay::adapters::lua
