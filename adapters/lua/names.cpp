#include "adapters/lua/names.h"

#include "adapters/lua/call_state.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/values.h"
#include "adapters/lua/vm.h"
#include "hub/base/money.h"

namespace patchbay::adapters::lua {
namespace {

/// The text keys of the table at `index`.
std::set<std::string> keys_of(lua_State* state, int index) {
  std::set<std::string> keys;
  const int table = lua_absindex(state, index);
  lua_pushnil(state);
  while (lua_next(state, table) != 0) {
    lua_pop(state, 1);
    if (lua_type(state, -1) == LUA_TSTRING) keys.emplace(check_text(state, -1));
  }
  return keys;
}

/// Of a library's table at the top; those that cannot be changed keep their members behind __index.
std::set<std::string> members_of(lua_State* state) {
  if (!lua_istable(state, -1)) return {};
  std::set<std::string> members = keys_of(state, -1);
  if (luaL_getmetafield(state, -1, "__index") == LUA_TNIL) return members;
  if (lua_istable(state, -1)) members.merge(keys_of(state, -1));
  lua_pop(state, 1);
  return members;
}

void read_globals(lua_State* state, LibraryNames& names) {
  for (const auto& global : keys_of(state, -1)) {
    lua_getfield(state, -1, global.c_str());
    names.globals[global] = members_of(state);
    lua_pop(state, 1);
  }
}

LibraryNames ask() {
  LibraryNames names;
  const auto look = [&names](lua_State* state) {
    add_call_library(state);
    read_globals(state, names);
  };
  const auto vm = Vm::load({"names.lua", "return 0"}, Limits(), look).value();
  const Run run(*vm);
  push_call(run.thread(), CallState());
  names.call_methods = members_of(run.thread());
  return names;
}

}  // namespace

const LibraryNames& library_names() {
  static const LibraryNames names = ask();
  return names;
}

bool is_money_constructor(const std::string& name) { return find_currency(name).has_value(); }

}  // namespace patchbay::adapters::lua
