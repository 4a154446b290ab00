// What a step gave, as a table for the script.

#include "adapters/lua/call_state.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/values.h"
#include "adapters/lua/xml_values.h"
#include "hub/base/text.h"
#include "hub/http/json.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t json_bytes_per_unit = 2;
const char* const reply_mark = "patchbay.reply";

void set_flag(lua_State* thread, const char* name, bool flag) {
  lua_pushboolean(thread, flag);
  lua_setfield(thread, -2, name);
}

/// A field that comes more than once is one list (RFC 9110 section 5.2).
void add_header(lua_State* thread, const std::string& name, const std::string& value) {
  lua_getfield(thread, -1, name.c_str());
  const bool is_more = lua_type(thread, -1) == LUA_TSTRING;
  const std::string before = is_more ? std::string(check_text(thread, -1)) + ", " : std::string();
  lua_pop(thread, 1);
  set_text(thread, name.c_str(), before + value);
}

/// reply:expect(200, 201) gives the reply, or ends the call with reply.outcome.
int expect(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  lua_getfield(thread, 1, "status");
  for (int i = 2; i < lua_gettop(thread); ++i) {
    luaL_checkinteger(thread, i);
    if (lua_rawequal(thread, i, -1) == 0) continue;
    lua_settop(thread, 1);
    return 1;
  }
  lua_getfield(thread, 1, "outcome");
  return lua_error(thread);
}

/// What a reply has beside its fields: `expect`, and `xml`, which is read once.
int look_up(lua_State* thread) {
  const std::string_view name =
      lua_type(thread, 2) == LUA_TSTRING ? check_text(thread, 2) : std::string_view();
  if (name == "expect") {
    lua_pushcfunction(thread, &guarded<expect>);
  } else if (name == "xml") {
    lua_getfield(thread, 1, "body");
    if (lua_type(thread, -1) != LUA_TSTRING) return 0;
    push_xml(thread, check_text(thread, -1));
    lua_pushvalue(thread, -1);
    lua_setfield(thread, 1, "xml");
  } else {
    lua_pushnil(thread);
  }
  return 1;
}

void add_response(lua_State* thread, const http::Response& response) {
  lua_pushinteger(thread, response.status);
  lua_setfield(thread, -2, "status");
  lua_newtable(thread);
  for (const auto& [name, value] : response.headers) add_header(thread, to_lower(name), value);
  lua_setfield(thread, -2, "headers");
  set_text(thread, "body", response.body);
  if (response.headers.get("content-type").find("json") == std::string_view::npos) return;
  Fence::of(thread).charge(thread, response.body.size() / json_bytes_per_unit);
  const auto json = parse_json(response.body);
  if (!json) return;
  push_json(thread, *json);
  lua_setfield(thread, -2, "json");
}

void add_failure(lua_State* thread, const http::Failure& failure) {
  set_flag(thread, "failed", true);
  set_text(thread, "stage", name_of(failure.stage));
  set_flag(thread, "timed_out", failure.timed_out);
  set_text(thread, "message", failure.message);
}

}  // namespace

void add_reply_mark(lua_State* state) {
  luaL_newmetatable(state, reply_mark);
  lua_pushcfunction(state, &guarded<look_up>);
  lua_setfield(state, -2, "__index");
  lua_pushboolean(state, false);
  lua_setfield(state, -2, "__metatable");
  lua_pop(state, 1);
}

void push_reply(lua_State* thread, const Reply& reply, const CallState& state) {
  lua_newtable(thread);
  if (const auto* exchange = std::get_if<http::Exchange>(&reply)) {
    luaL_setmetatable(thread, reply_mark);
    if (const auto* response = std::get_if<http::Response>(exchange))
      add_response(thread, *response);
    else
      add_failure(thread, std::get<http::Failure>(*exchange));
    push_outcome(thread, classify(*exchange, state));
    lua_setfield(thread, -2, "outcome");
  } else if (const auto* chunk = std::get_if<FileChunk>(&reply)) {
    set_text(thread, "bytes", chunk->bytes);
    set_flag(thread, "end_of_file", chunk->end_of_file);
  } else if (const auto* failure = std::get_if<FileFailure>(&reply)) {
    set_flag(thread, "failed", true);
    set_text(thread, "message", failure->message);
    push_outcome(thread, retryable(failure->message));
    lua_setfield(thread, -2, "outcome");
  }
}

}  // namespace patchbay::adapters::lua
