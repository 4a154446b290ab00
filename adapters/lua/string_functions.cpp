// rep and format of the string library, guarded by what they cost.

#include <array>
#include <string>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/secret_value.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t bytes_per_unit = 16;
constexpr std::uint64_t conversion_units = 20;
constexpr std::uint64_t fraction_units = 1'000;  // '%99.99f' of 1e300 writes 400 digits

// Repeating an empty text allocates nothing and would run through all rounds unseen.
int repeat(lua_State* thread) {
  const std::string_view text = check_text(thread, 1);
  const lua_Integer count = luaL_checkinteger(thread, 2);
  const std::string_view separator = lua_isnoneornil(thread, 3) ? "" : check_text(thread, 3);
  const std::uint64_t length = text.size() + separator.size();
  if (count <= 0 || length == 0) {
    lua_pushliteral(thread, "");
    return 1;
  }
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(length, static_cast<std::uint64_t>(count), &bytes)) bytes = UINT64_MAX;
  Fence::of(thread).charge(thread, bytes / bytes_per_unit + static_cast<std::uint64_t>(count));
  lua_pushvalue(thread, lua_upvalueindex(1));
  lua_insert(thread, 1);
  lua_call(thread, lua_gettop(thread) - 1, 1);
  return 1;
}

/// Tables and functions are formatted by their type: addresses would differ from run to run.
int format(lua_State* thread) {
  const std::string_view pattern = check_text(thread, 1);
  std::uint64_t cost = pattern.size() / bytes_per_unit;
  for (std::size_t at = pattern.find('%'); at != std::string_view::npos;
       at = pattern.find('%', at)) {
    at = pattern.find_first_not_of("-+ #0123456789.", at + 1);
    if (at == std::string_view::npos) break;
    if (pattern[at] == 'p') return luaL_error(thread, "%%p is not available: addresses differ");
    cost += std::string_view("aAeEfFgG").find(pattern[at]) == std::string_view::npos
                ? conversion_units
                : fraction_units;
    ++at;
  }
  for (int i = 2; i <= lua_gettop(thread); ++i) {
    if (lua_type(thread, i) <= LUA_TSTRING && lua_type(thread, i) != LUA_TLIGHTUSERDATA) continue;
    lua_pushstring(thread, shown_type(thread, i));
    lua_replace(thread, i);
  }
  Fence::of(thread).charge(thread, cost);
  lua_pushvalue(thread, lua_upvalueindex(1));
  lua_insert(thread, 1);
  lua_call(thread, lua_gettop(thread) - 1, 1);
  return 1;
}

}  // namespace

void add_string(lua_State* state) {
  constexpr std::array guards{luaL_Reg{"rep", &guarded<repeat>},
                              luaL_Reg{"format", &guarded<format>}};
  for (const luaL_Reg& guard : guards) {
    lua_getfield(state, -1, guard.name);
    lua_pushcclosure(state, guard.func, 1);
    lua_setfield(state, -2, guard.name);
  }
}

}  // namespace patchbay::adapters::lua
