#pragma once
// What a fenced script can see: an allow-list, nothing else (HOSTS.md section 4).

#include <lua.hpp>
#include <span>
#include <string_view>

namespace patchbay::adapters::lua {

/// Pushes a new table of all globals: assert error ipairs pairs pcall select tonumber tostring
/// type null array, and string, table, math, json, url, time, money, base64, hex, hash, hmac, xml,
/// csv as read-only tables, and a constructor for every known currency. Locks the metatable of
/// strings. Looking up any other name raises an error with file and line. pairs goes in order:
/// numbers ascending, then texts.
void push_globals(lua_State* state);

// The parts of the library, each pushing its functions on to the table at the top.
void add_base(lua_State* state);
void add_string(lua_State* state);
void add_patterns(lua_State* state);
void add_table(lua_State* state);
void add_json(lua_State* state);
void add_url(lua_State* state);
void add_time(lua_State* state);
void add_money(lua_State* state);
void add_encodings(lua_State* state);
void add_digests(lua_State* state);
void add_xml(lua_State* state);
void add_csv(lua_State* state);

/// Groups of thousands in amounts: people write them; from a partner they may be anything.
enum class Groups { refuse, accept };
/// Pushes the constructor of a currency that the hub knows; false when `code` is none.
bool push_money_constructor(lua_State* thread, std::string_view code,
                            Groups groups = Groups::refuse);

/// Sets the functions in the table at the top.
void add_functions(lua_State* state, std::span<const luaL_Reg> functions);
/// Sets a read-only table of the functions under `name` in the table at the top.
void add_library(lua_State* state, const char* name, std::span<const luaL_Reg> functions);
/// Lets `time` use zones. Not for policies: the rules of zones change, their answers must not.
void allow_zones(lua_State* state);
bool are_zones_allowed(lua_State* thread);

}  // namespace patchbay::adapters::lua
