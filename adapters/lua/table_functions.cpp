// The table library, every function charged by the size of what it walks over.

#include <array>
#include <string>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t bytes_per_unit = 16;

std::uint64_t positive(lua_Integer number) {
  return number > 0 ? static_cast<std::uint64_t>(number) : 0;
}

/// last - first + 1, at most 2^64 - 1; 0 when the range is empty.
std::uint64_t span_of(lua_Integer first, lua_Integer last) {
  if (last < first) return 0;
  const std::uint64_t steps = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
  return steps == UINT64_MAX ? steps : steps + 1;
}

std::uint64_t length_of(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  return lua_rawlen(thread, 1);
}

int pass_on(lua_State* thread, std::uint64_t cost, int results) {
  Fence::of(thread).charge(thread, cost);
  lua_pushvalue(thread, lua_upvalueindex(1));
  lua_insert(thread, 1);
  lua_call(thread, lua_gettop(thread) - 1, results);
  return lua_gettop(thread);
}

int insert(lua_State* thread) {
  const std::uint64_t length = length_of(thread);
  const bool shifts = lua_gettop(thread) == 3;
  const std::uint64_t from = shifts ? positive(luaL_checkinteger(thread, 2)) : length;
  return pass_on(thread, from < length ? length - from : 1, 0);
}

int remove(lua_State* thread) {
  const std::uint64_t length = length_of(thread);
  const std::uint64_t from = positive(luaL_optinteger(thread, 2, lua_Integer(length)));
  return pass_on(thread, from < length ? length - from : 1, 1);
}

/// Bytes of the texts among the members, each of which a comparison may walk through.
std::uint64_t bytes_within(lua_State* thread, lua_Integer first, std::uint64_t count) {
  std::uint64_t bytes = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    lua_rawgeti(thread, 1, first + static_cast<lua_Integer>(i));
    if (lua_type(thread, -1) == LUA_TSTRING) bytes += lua_rawlen(thread, -1);
    lua_pop(thread, 1);
  }
  return bytes;
}

int sort(lua_State* thread) {
  const std::uint64_t length = length_of(thread);
  Fence::of(thread).charge(thread, length);
  std::uint64_t rounds = 1;
  for (std::uint64_t left = length; left > 1; left /= 2) ++rounds;
  const std::uint64_t bytes = bytes_within(thread, 1, length);
  return pass_on(thread, (length * 2 + bytes / bytes_per_unit * 2) * rounds, 0);
}

int concat(lua_State* thread) {
  const std::uint64_t length = length_of(thread);
  const std::string_view separator = lua_isnoneornil(thread, 2) ? "" : check_text(thread, 2);
  const lua_Integer first = luaL_optinteger(thread, 3, 1);
  const lua_Integer last = luaL_optinteger(thread, 4, static_cast<lua_Integer>(length));
  const std::uint64_t count = span_of(first, last);
  Fence::of(thread).charge(thread, count);
  const std::uint64_t bytes = bytes_within(thread, first, count) + count * separator.size();
  return pass_on(thread, bytes / bytes_per_unit, 1);
}

int move(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  return pass_on(thread, span_of(luaL_checkinteger(thread, 2), luaL_checkinteger(thread, 3)), 1);
}

int unpack(lua_State* thread) {
  const std::uint64_t length = length_of(thread);
  const lua_Integer first = luaL_optinteger(thread, 2, 1);
  const lua_Integer last = luaL_optinteger(thread, 3, static_cast<lua_Integer>(length));
  return pass_on(thread, span_of(first, last), LUA_MULTRET);
}

}  // namespace

void add_table(lua_State* state) {
  constexpr std::array guards{luaL_Reg{"insert", &insert}, luaL_Reg{"remove", &remove},
                              luaL_Reg{"sort", &sort},     luaL_Reg{"concat", &concat},
                              luaL_Reg{"move", &move},     luaL_Reg{"unpack", &unpack}};
  for (const luaL_Reg& guard : guards) {
    lua_getfield(state, -1, guard.name);
    lua_pushcclosure(state, guard.func, 1);
    lua_setfield(state, -2, guard.name);
  }
}

}  // namespace patchbay::adapters::lua
