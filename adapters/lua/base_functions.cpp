// pcall that cannot swallow the end of a run, tostring without addresses, pairs in order.

#include <algorithm>
#include <array>
#include <vector>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/secret_value.h"
#include "adapters/lua/values.h"

namespace patchbay::adapters::lua {
namespace {

int finish_pcall(lua_State* thread, int status, lua_KContext) {
  if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(thread);
  Fence& fence = Fence::of(thread);
  if (status == LUA_ERRMEM) fence.kill("not enough memory");
  if (fence.dead()) return lua_error(thread);
  lua_pushboolean(thread, false);
  lua_insert(thread, -2);
  return 2;
}

int protected_call(lua_State* thread) {
  luaL_checkany(thread, 1);
  lua_pushboolean(thread, true);
  lua_insert(thread, 1);
  const int arguments = lua_gettop(thread) - 2;
  const int status = lua_pcallk(thread, arguments, LUA_MULTRET, 0, 0, &finish_pcall);
  return finish_pcall(thread, status, 0);
}

int to_string(lua_State* thread) {
  luaL_checkany(thread, 1);
  switch (lua_type(thread, 1)) {
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TNUMBER:
    case LUA_TSTRING: luaL_tolstring(thread, 1, nullptr); break;
    case LUA_TLIGHTUSERDATA: lua_pushliteral(thread, "null"); break;
    default: lua_pushstring(thread, shown_type(thread, 1));
  }
  return 1;
}

/// Sort key of a table's key: numbers first, ascending, then texts.
struct Key {
  double number = 0;
  lua_Integer integer = 0;
  std::string_view text;
  bool is_text = false;
  bool is_integer = false;

  bool operator<(const Key& other) const {
    if (is_text != other.is_text) return !is_text;
    if (is_text) return text < other.text;
    if (is_integer && other.is_integer) return integer < other.integer;
    return number < other.number;
  }
};

Key read_key(lua_State* thread) {
  Key key;
  if (lua_type(thread, -1) == LUA_TSTRING) {
    key.is_text = true;
    key.text = check_text(thread, -1);
  } else if (lua_type(thread, -1) == LUA_TNUMBER) {
    key.is_integer = lua_isinteger(thread, -1) != 0;
    key.integer = lua_tointeger(thread, -1);
    key.number = lua_tonumber(thread, -1);
  } else {
    luaL_error(thread, "pairs cannot order a table with a %s as key", luaL_typename(thread, -1));
  }
  return key;
}

void push_key(lua_State* thread, const Key& key) {
  if (key.is_text)
    push_text(thread, key.text);
  else if (key.is_integer)
    lua_pushinteger(thread, key.integer);
  else
    lua_pushnumber(thread, key.number);
}

/// Upvalues: the table, its keys in order, the position. Passes over keys that went away.
int next_pair(lua_State* thread) {
  lua_Integer at = lua_tointeger(thread, lua_upvalueindex(3));
  while (true) {
    Fence::of(thread).charge(thread, 1);
    lua_settop(thread, 0);
    if (lua_rawgeti(thread, lua_upvalueindex(2), ++at) == LUA_TNIL) return 1;
    lua_pushvalue(thread, -1);
    if (lua_rawget(thread, lua_upvalueindex(1)) != LUA_TNIL) break;
  }
  lua_pushinteger(thread, at);
  lua_replace(thread, lua_upvalueindex(3));
  return 2;
}

int ordered_pairs(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  std::vector<Key> keys;
  lua_pushnil(thread);
  while (lua_next(thread, 1) != 0) {
    lua_pop(thread, 1);
    keys.push_back(read_key(thread));
  }
  std::uint64_t cost = keys.size();
  for (std::size_t left = keys.size(); left > 1; left /= 2) cost += keys.size();
  Fence::of(thread).charge(thread, cost);
  std::sort(keys.begin(), keys.end());
  lua_pushvalue(thread, 1);
  lua_createtable(thread, static_cast<int>(keys.size()), 0);
  lua_Integer at = 0;
  for (const Key& key : keys) {
    push_key(thread, key);
    lua_rawseti(thread, -2, ++at);
  }
  lua_pushinteger(thread, 0);
  lua_pushcclosure(thread, &guarded<next_pair>, 3);
  return 1;
}

int as_array(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  lua_settop(thread, 1);
  mark_array(thread);
  return 1;
}

}  // namespace

void add_base(lua_State* state) {
  constexpr std::array functions{
      luaL_Reg{"pcall", &protected_call}, luaL_Reg{"tostring", &to_string},
      luaL_Reg{"pairs", &guarded<ordered_pairs>}, luaL_Reg{"array", &as_array}};
  add_functions(state, functions);
  lua_pushlightuserdata(state, nullptr);
  lua_setfield(state, -2, "null");
}

}  // namespace patchbay::adapters::lua
