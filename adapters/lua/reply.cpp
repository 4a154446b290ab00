// What a step gave, as a table for the script.

#include "adapters/lua/call_state.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/values.h"
#include "hub/base/text.h"
#include "hub/http/json.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t json_bytes_per_unit = 4;

void set_text(lua_State* thread, const char* name, std::string_view text) {
  push_text(thread, text);
  lua_setfield(thread, -2, name);
}

void set_flag(lua_State* thread, const char* name, bool flag) {
  lua_pushboolean(thread, flag);
  lua_setfield(thread, -2, name);
}

void add_response(lua_State* thread, const http::Response& response) {
  lua_pushinteger(thread, response.status);
  lua_setfield(thread, -2, "status");
  lua_newtable(thread);
  for (const auto& [name, value] : response.headers)
    set_text(thread, to_lower(name).c_str(), value);
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

void push_reply(lua_State* thread, const Reply& reply, const CallState& state) {
  lua_newtable(thread);
  if (const auto* exchange = std::get_if<http::Exchange>(&reply)) {
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
