// The names that a partner script finds, asked of a real state.

#include <algorithm>

#include "adapters/lua/call_state.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/modules.h"
#include "adapters/lua/reference.h"

namespace patchbay::adapters::lua {
namespace {

/// Adds the names of the table at the top; of a read-only view those behind it.
void add_names(lua_State* state, const std::string& prefix, std::vector<std::string>& names) {
  if (luaL_getmetafield(state, -1, "__index") != LUA_TNIL) {
    if (lua_istable(state, -1)) add_names(state, prefix, names);
    lua_pop(state, 1);
  }
  lua_pushnil(state);
  while (lua_next(state, -2) != 0) {
    const std::string name(check_text(state, -2));
    if (lua_istable(state, -1))
      add_names(state, prefix + name + ".", names);
    else
      names.push_back(prefix + name);
    lua_pop(state, 1);
  }
}

}  // namespace

std::vector<std::string> reachable_names() {
  std::vector<std::string> names;
  const Modules none;
  const Fence fence{Limits()};
  lua_State* state = fence.state();
  push_globals(state);
  add_call_library(state);
  add_require(state, none);
  add_names(state, "", names);
  push_call(state, CallState{});
  if (luaL_getmetafield(state, -1, "__index") == LUA_TTABLE) add_names(state, "call.", names);
  names.push_back("Reply.expect");  // looked up by its name, in no table
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace patchbay::adapters::lua
