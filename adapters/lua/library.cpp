#include "adapters/lua/library.h"

#include <array>
#include <initializer_list>

#include "adapters/lua/guarded.h"

namespace patchbay::adapters::lua {
namespace {

int refuse_change(lua_State* thread) {
  return luaL_error(thread, "the library cannot be changed; use a local name instead");
}

int missing_global(lua_State* thread) {
  if (lua_type(thread, 2) != LUA_TSTRING) return luaL_error(thread, "unknown name");
  if (push_money_constructor(thread, check_text(thread, 2))) return 1;
  return luaL_error(thread, "unknown name \"%s\"", lua_tostring(thread, 2));
}

/// Copies the named functions of the stock library at the top into a new table, which replaces it.
void keep_only(lua_State* state, std::initializer_list<const char*> names) {
  lua_newtable(state);
  for (const char* name : names) {
    lua_getfield(state, -2, name);
    lua_setfield(state, -2, name);
  }
  lua_remove(state, -2);
}

void open_stock(lua_State* state, lua_CFunction open) {
  lua_pushcfunction(state, open);
  lua_call(state, 0, 1);
}

void add_string_library(lua_State* state) {
  open_stock(state, &luaopen_string);
  keep_only(state, {"byte", "char", "format", "len", "lower", "rep", "reverse", "sub", "upper"});
  add_string(state);
  add_patterns(state);
  make_read_only(state);
  lua_pushliteral(state, "");
  lua_createtable(state, 0, 2);
  lua_pushvalue(state, -3);
  lua_setfield(state, -2, "__index");
  lua_pushboolean(state, false);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);  // of every string; the stock one would turn '10' + 5 into 15
  lua_pop(state, 1);
  lua_setfield(state, -2, "string");
}

void add_libraries(lua_State* state) {
  open_stock(state, &luaopen_base);
  keep_only(state, {"assert", "error", "ipairs", "select", "tonumber", "type"});
  add_base(state);
  for (const auto add : {&add_json, &add_url, &add_time, &add_money, &add_encodings, &add_digests,
                         &add_xml, &add_csv})
    add(state);
  add_string_library(state);
  open_stock(state, &luaopen_table);
  keep_only(state, {"insert", "remove", "sort", "concat", "move", "unpack", "pack"});
  add_table(state);
  make_read_only(state);
  lua_setfield(state, -2, "table");
  open_stock(state, &luaopen_math);
  keep_only(state, {"abs", "ceil", "floor", "fmod", "max", "min", "tointeger", "type", "ult",
                    "maxinteger", "mininteger"});
  make_read_only(state);
  lua_setfield(state, -2, "math");
}

}  // namespace

void make_read_only(lua_State* state) {
  lua_newtable(state);
  lua_createtable(state, 0, 3);
  lua_rotate(state, -3, -1);
  lua_setfield(state, -2, "__index");
  lua_pushcfunction(state, &refuse_change);
  lua_setfield(state, -2, "__newindex");
  lua_pushboolean(state, false);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
}

void add_functions(lua_State* state, std::span<const luaL_Reg> functions) {
  for (const luaL_Reg& function : functions) {
    lua_pushcfunction(state, function.func);
    lua_setfield(state, -2, function.name);
  }
}

void add_library(lua_State* state, const char* name, std::span<const luaL_Reg> functions) {
  lua_createtable(state, 0, static_cast<int>(functions.size()));
  add_functions(state, functions);
  make_read_only(state);
  lua_setfield(state, -2, name);
}

void push_globals(lua_State* state) {
  add_libraries(state);
  lua_createtable(state, 0, 1);
  lua_pushcfunction(state, &missing_global);
  lua_setfield(state, -2, "__index");
  lua_setmetatable(state, -2);
  // The stock libraries registered themselves in the global table; nobody shall find them there.
  lua_newtable(state);
  lua_rawseti(state, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_pushnil(state);
  lua_setfield(state, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

}  // namespace patchbay::adapters::lua
