// succeeded { … }, rejected(code, message), retryable(message, after_ms), unknown(message).

#include <array>

#include "adapters/lua/call_state.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"

namespace patchbay::adapters::lua {
namespace {

const char* const outcome_mark = "patchbay.outcome";
constexpr std::int64_t after_ms_max = 366LL * 24 * 3600 * 1000;

/// Marks the table at the top, so that a script cannot hand in any other table as an outcome.
void mark_outcome(lua_State* thread, OutcomeKind kind) {
  lua_pushstring(thread, name_of(kind));
  lua_setfield(thread, -2, "kind");
  if (luaL_newmetatable(thread, outcome_mark) != 0) {
    lua_pushboolean(thread, false);
    lua_setfield(thread, -2, "__metatable");
  }
  lua_setmetatable(thread, -2);
}

int make_succeeded(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  // Read here too, so that an error names this line.
  Fence::of(thread).charge_output(thread, written_bytes(to_json(thread, 1)));
  lua_createtable(thread, 0, 3);
  lua_pushvalue(thread, 1);
  lua_setfield(thread, -2, "result");
  set_text(thread, "message", "");
  mark_outcome(thread, OutcomeKind::succeeded);
  return 1;
}

/// Redacted before an outcome cuts it, so that no cut leaves the half of a secret.
std::string words_at(lua_State* thread, int index) {
  return without_secrets(std::string(check_text(thread, index)),
                         CallState::of(thread).context.secrets);
}

int make_rejected(lua_State* thread) {
  push_outcome(thread, rejected(words_at(thread, 1), words_at(thread, 2)));
  return 1;
}

int make_retryable(lua_State* thread) {
  std::optional<Duration> after;
  if (!lua_isnoneornil(thread, 2)) {
    const lua_Integer after_ms = luaL_checkinteger(thread, 2);
    luaL_argcheck(thread, after_ms >= 0 && after_ms <= after_ms_max, 2, "milliseconds expected");
    after = std::chrono::milliseconds(after_ms);
  }
  push_outcome(thread, retryable(words_at(thread, 1), after));
  return 1;
}

int make_unknown(lua_State* thread) {
  push_outcome(thread, unknown(words_at(thread, 1)));
  return 1;
}

/// A member of the outcome at the top, which the script may have changed; empty where it is no
/// text.
std::string text_of(lua_State* thread, const char* name) {
  lua_pushstring(thread, name);
  lua_rawget(thread, -2);
  std::string text;
  if (lua_type(thread, -1) == LUA_TSTRING) text = check_text(thread, -1);
  lua_pop(thread, 1);
  return text;
}

Outcome read_success(lua_State* thread) {
  lua_pushliteral(thread, "result");
  lua_rawget(thread, -2);
  boost::json::value result = to_json(thread, -1);
  lua_pop(thread, 1);
  if (result.is_null()) result = boost::json::object();
  return succeeded(std::move(result));
}

Outcome read_retryable(lua_State* thread) {
  lua_pushliteral(thread, "after_ms");
  lua_rawget(thread, -2);
  std::optional<Duration> after;
  const lua_Integer ms = lua_isinteger(thread, -1) ? lua_tointeger(thread, -1) : -1;
  if (ms >= 0 && ms <= after_ms_max) after = std::chrono::milliseconds(ms);
  lua_pop(thread, 1);
  return retryable(text_of(thread, "message"), after);
}

}  // namespace

bool is_outcome(lua_State* thread) {
  if (!lua_istable(thread, -1) || lua_getmetatable(thread, -1) == 0) return false;
  luaL_getmetatable(thread, outcome_mark);
  const bool same = lua_rawequal(thread, -1, -2) != 0;
  lua_pop(thread, 2);
  return same;
}

void push_outcome(lua_State* thread, const Outcome& outcome) {
  lua_newtable(thread);
  if (outcome.kind == OutcomeKind::succeeded) {
    push_json(thread, outcome.result);
    lua_setfield(thread, -2, "result");
  }
  if (!outcome.code.empty()) set_text(thread, "code", outcome.code);
  set_text(thread, "message", outcome.message);
  if (outcome.retry_after) {
    lua_pushinteger(thread, outcome.retry_after->count() / 1'000);
    lua_setfield(thread, -2, "after_ms");
  }
  mark_outcome(thread, outcome.kind);
}

Result<Outcome> read_outcome(lua_State* thread) {
  if (!is_outcome(thread))
    return invalid(
        "the capability must return succeeded { … }, rejected(…), retryable(…), unknown(…) or "
        "reply.outcome");
  luaL_checkstack(thread, 4, "outcome");
  const std::string kind = text_of(thread, "kind");
  if (kind == name_of(OutcomeKind::succeeded)) return read_success(thread);
  if (kind == name_of(OutcomeKind::rejected))
    return rejected(text_of(thread, "code"), text_of(thread, "message"));
  if (kind == name_of(OutcomeKind::unknown)) return unknown(text_of(thread, "message"));
  return read_retryable(thread);
}

void add_outcome_functions(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"succeeded", &guarded<make_succeeded>},
                                 luaL_Reg{"rejected", &guarded<make_rejected>},
                                 luaL_Reg{"retryable", &guarded<make_retryable>},
                                 luaL_Reg{"unknown", &guarded<make_unknown>}};
  add_functions(state, functions);
}

}  // namespace patchbay::adapters::lua
