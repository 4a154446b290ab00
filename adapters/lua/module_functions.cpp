// require "name".

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/modules.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t compile_units_per_byte = 2;
constexpr std::uint64_t find_units = 50;
constexpr std::uint64_t compare_units = 1'000;  // two names, letter by letter
constexpr lua_Integer chain_max = 32;           // files that require one another
const char* const compiled_key = "patchbay.compiled";
const char* const loaded_key = "patchbay.loaded";
const char loading = 0;  // its address stands for a file that is being run

/// Pushes the table under a key of the registry, which is made when it is not there.
void push_registry_table(lua_State* thread, const char* key) {
  if (lua_getfield(thread, LUA_REGISTRYINDEX, key) == LUA_TTABLE) return;
  lua_pop(thread, 1);
  lua_newtable(thread);
  lua_pushvalue(thread, -1);
  lua_setfield(thread, LUA_REGISTRYINDEX, key);
}

const Source& find_source(lua_State* thread, const Modules& modules, std::string_view name) {
  Fence::of(thread).charge(thread, find_units);
  if (const auto found = modules.find(name); found != modules.end()) return found->second;
  Fence::of(thread).charge(thread, (modules.size() + 1) * compare_units);
  const std::string shown = clean_text(name, 64);
  if (!is_module_name(name))
    fail("require wants the name of a file, of lower-case letters, digits and _, not \"" + shown +
         "\"");
  std::vector<std::string> names;
  for (const auto& [known, source] : modules) names.push_back(known);
  const auto meant = nearest(shown, names);
  fail("there is no file " + shown + ".lua beside partner.lua or in lib" +
       (meant ? "; did you mean \"" + *meant + "\"?" : ""));
}

/// Pushes the compiled chunk of a file with a fresh environment; it is compiled once a state.
void push_module(lua_State* thread, const std::string& name, const Source& source) {
  push_registry_table(thread, compiled_key);
  if (lua_getfield(thread, -1, name.c_str()) != LUA_TFUNCTION) {
    lua_pop(thread, 1);
    Fence::of(thread).charge(thread, source.text.size() * compile_units_per_byte);
    push_compiled(thread, source);
    lua_pushvalue(thread, -1);
    lua_setfield(thread, -3, name.c_str());
  }
  lua_remove(thread, -2);
  push_environment(thread);
  lua_setupvalue(thread, -2, 1);  // _ENV
}

/// "a -> b -> a": the files that are being run, in order, and the one asked for again.
std::string chain_text(lua_State* thread, int loaded, const std::string& again) {
  std::string chain;
  for (lua_Integer i = 1; lua_rawgeti(thread, loaded, i) == LUA_TSTRING; ++i) {
    chain += std::string(check_text(thread, -1)) + " -> ";
    lua_pop(thread, 1);
  }
  return chain + again;
}

/// Upvalue: the modules. The table of what is loaded has values by name, and at 1, 2, … the names
/// of the files that are being run.
int require_module(lua_State* thread) {
  const auto& modules = *static_cast<const Modules*>(lua_touserdata(thread, lua_upvalueindex(1)));
  const std::string name(check_text(thread, 1));
  const Source& source = find_source(thread, modules, name);
  lua_settop(thread, 1);
  push_registry_table(thread, loaded_key);
  if (lua_getfield(thread, 2, name.c_str()) == LUA_TLIGHTUSERDATA &&
      lua_touserdata(thread, -1) == &loading)
    fail("files require one another in a circle: " + chain_text(thread, 2, name));
  if (!lua_isnil(thread, -1)) return 1;
  lua_pop(thread, 1);
  const auto depth = static_cast<lua_Integer>(lua_rawlen(thread, 2)) + 1;
  if (depth > chain_max) fail("files require one another more than 32 deep");
  push_text(thread, name);
  lua_rawseti(thread, 2, depth);
  lua_pushlightuserdata(thread, const_cast<char*>(&loading));
  lua_setfield(thread, 2, name.c_str());
  push_module(thread, name, source);
  lua_call(thread, 0, 1);
  lua_pushnil(thread);
  lua_rawseti(thread, 2, depth);
  if (lua_isnil(thread, -1)) {
    lua_pop(thread, 1);
    lua_pushboolean(thread, true);
  }
  lua_pushvalue(thread, -1);
  lua_setfield(thread, 2, name.c_str());
  return 1;
}

}  // namespace

void add_require(lua_State* state, const Modules& modules) {
  lua_pushlightuserdata(state, const_cast<Modules*>(&modules));
  lua_pushcclosure(state, &guarded<require_module>, 1);
  lua_setfield(state, -2, "require");
}

void forget_modules(lua_State* state) {
  lua_pushnil(state);
  lua_setfield(state, LUA_REGISTRYINDEX, loaded_key);
}

}  // namespace patchbay::adapters::lua
