#include "adapters/lua/rule_recorder.h"

#include <algorithm>

#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/values.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t declarations_max = 10'000;
constexpr std::uint64_t member_units = 4;
const char found = 0;  // its address is the key in the registry

/// "policies/tiers.lua:4", where the running C function was called.
std::string caller_place(lua_State* thread, const std::string& file) {
  lua_Debug frame{};
  for (int level = 1; lua_getstack(thread, level, &frame) != 0; ++level) {
    lua_getinfo(thread, "l", &frame);
    if (frame.currentline > 0) return file + ":" + std::to_string(frame.currentline);
  }
  return file;
}

/// Upvalue: the word.
int declare(lua_State* thread) {
  Fence& fence = Fence::of(thread);
  const std::string_view word = check_text(thread, lua_upvalueindex(1));
  try {
    if (lua_gettop(thread) != 1 || !lua_istable(thread, 1))
      fail(std::string(word) + " takes one table: " + std::string(word) + " { … }");
    static_cast<Recorder*>(fence.context)->declare(thread, word);
  } catch (const ErrorException& problem) {
    fence.kill(problem.what());
    throw;
  }
  return 0;
}

}  // namespace

void add_declarations(lua_State* state, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    push_text(state, word);
    lua_pushcclosure(state, &guarded<declare>, 1);
    lua_setfield(state, -2, word.c_str());
  }
}

void LoadRecorder::declare(lua_State* thread, std::string_view word) {
  if (declarations_.size() >= declarations_max)
    fail("more than " + std::to_string(declarations_max) + " declarations in one file");
  const std::string name(word);
  if (is_list(thread, 1)) fail(name + " takes a table of names and values");
  push_plain(thread);
  declarations_.push_back({name, to_json(thread, -1), caller_place(thread, file_)});
}

/// A copy of the declaration in which functions are told by where they stand.
void LoadRecorder::push_plain(lua_State* thread) {
  lua_newtable(thread);
  lua_pushnil(thread);
  while (lua_next(thread, 1) != 0) {
    Fence::of(thread).charge(thread, member_units);
    if (lua_type(thread, -2) == LUA_TSTRING)
      replace_function(thread, std::string(check_text(thread, -2)));
    lua_pushvalue(thread, -2);
    lua_insert(thread, -2);
    lua_rawset(thread, 2);
  }
}

/// Replaces the value of a field at the top, if it is a function.
void LoadRecorder::replace_function(lua_State* thread, const std::string& field) {
  const bool may_be =
      std::find(function_fields_.begin(), function_fields_.end(), field) != function_fields_.end();
  const std::string shown = "\"" + clean_text(field, 60) + "\"";
  if (!lua_isfunction(thread, -1)) {
    if (!may_be || !lua_istable(thread, -1)) return;
    lua_getfield(thread, -1, "function");  // so would a function look
    if (!lua_isnil(thread, -1)) fail(shown + " must be a function itself");
    lua_pop(thread, 1);
    return;
  }
  if (!may_be)
    fail(shown + " is a function" +
         (function_fields_.empty() ? "; none may stand here"
                                   : "; only " + join(function_fields_, ", ") + " may be one"));
  lua_Debug function{};
  lua_getinfo(thread, ">S", &function);
  if (function.linedefined <= 0)
    fail(shown + " must be a function of this file: " + field + " = function(…) … end");
  lua_createtable(thread, 0, 1);
  set_text(thread, "function", file_ + ":" + std::to_string(function.linedefined));
  has_functions_ = true;
}

void FindRecorder::declare(lua_State* thread, std::string_view word) {
  if (is_over_)
    fail(std::string(word) + " stands in a function of a rule; declare at the top of the file");
  if (seen_++ != declaration_) return;
  push_text(thread, field_);
  lua_rawget(thread, 1);
  lua_rawsetp(thread, LUA_REGISTRYINDEX, &found);
}

void FindRecorder::push_found(lua_State* thread) {
  is_over_ = true;
  lua_rawgetp(thread, LUA_REGISTRYINDEX, &found);
  lua_pushnil(thread);
  lua_rawsetp(thread, LUA_REGISTRYINDEX, &found);
}

}  // namespace patchbay::adapters::lua
