#pragma once
// The binding's one macro-free way to make a C function of Lua from a C++ function.

#include <exception>
#include <lua.hpp>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::adapters::lua {

/// Lua sees a std::exception that leaves `body` as an error with the caller's line. Lua's own
/// errors are exceptions of another type and pass.
template <int (*body)(lua_State*)>
int guarded(lua_State* thread) {
  std::string message;
  try {
    return body(thread);
  } catch (const std::exception& problem) {
    message = problem.what();
  }
  return luaL_error(thread, "%s", message.c_str());
}

/// Ends a guarded function with an error of this message.
[[noreturn]] inline void fail(const std::string& message) {
  throw ErrorException(invalid(message));
}

/// The text of an argument; a number counts as text, as in Lua. Valid while it is on the stack.
inline std::string_view check_text(lua_State* thread, int index) {
  std::size_t length = 0;
  const char* text = luaL_checklstring(thread, index, &length);
  return {text, length};
}

/// An optional text argument.
inline std::string_view text_or(lua_State* thread, int index, std::string_view otherwise) {
  return lua_isnoneornil(thread, index) ? otherwise : check_text(thread, index);
}

inline void push_text(lua_State* thread, std::string_view text) {
  lua_pushlstring(thread, text.data(), text.size());
}

/// Sets a member of the table at the top.
inline void set_text(lua_State* thread, const char* name, std::string_view text) {
  push_text(thread, text);
  lua_setfield(thread, -2, name);
}

/// Replaces the value at the top by its member of that name, read raw; by nil where it is no table.
inline void step_into(lua_State* thread, std::string_view name) {
  if (lua_istable(thread, -1)) {
    push_text(thread, name);
    lua_rawget(thread, -2);
  } else {
    lua_pushnil(thread);
  }
  lua_remove(thread, -2);
}

/// Replaces the table at the top by a read-only view of it: scripts cannot change it, and see no
/// metatable.
void make_read_only(lua_State* thread);

}  // namespace patchbay::adapters::lua
