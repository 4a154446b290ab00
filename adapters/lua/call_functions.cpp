// call:get, call:post and the others: each records a step and suspends the script.

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "adapters/lua/call_state.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::size_t path_bytes_max = 8 * 1024;
constexpr std::uint32_t chunk_bytes_max = 4 * 1024 * 1024;
constexpr lua_Integer wait_ms_max = 600'000;
const char* const methods_key = "patchbay.call";

[[noreturn]] void fail(const std::string& message) { throw ErrorException(invalid(message)); }

std::string scalar_text(const std::string& what, const boost::json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  fail(what + " must be a text, a whole number, true or false");
}

std::string check_path(std::string_view path) {
  const auto plain = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
  if (!path.starts_with('/') || path.size() > path_bytes_max ||
      !std::all_of(path.begin(), path.end(), plain))
    fail("a path starts with / and is escaped: url.path(\"vouchers\", id)");
  return std::string(path);
}

void add_header(http::Headers& headers, const std::string& name, const std::string& value) {
  const auto in_name = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
  const auto in_value = [](unsigned char c) { return c >= ' ' && c != 0x7f; };
  if (name.empty() || !std::all_of(name.begin(), name.end(), in_name) ||
      !std::all_of(value.begin(), value.end(), in_value))
    fail("the header \"" + clean_text(name, 40) + "\" has characters that HTTP does not allow");
  headers.set(name, value);
}

void add_query(std::string& path, const boost::json::object& query) {
  for (const auto& member : query) {
    path += path.find('?') == std::string::npos ? '?' : '&';
    path += http::percent_encode(member.key()) + "=" +
            http::percent_encode(scalar_text("a query value", member.value()));
  }
}

void set_option(HttpStep& step, CallState& state, const std::string& name,
                const boost::json::value& value) {
  static const std::vector<std::string> known = {"json",    "body",        "query",
                                                 "headers", "moves_value", "nothing_done_on"};
  if (name == "json") {
    step.body = boost::json::serialize(value);
    step.headers.set("Content-Type", "application/json");
  } else if (name == "body") {
    step.body = scalar_text("body", value);
  } else if (name == "query" && value.is_object()) {
    add_query(step.path, value.get_object());
  } else if (name == "headers" && value.is_object()) {
    for (const auto& header : value.get_object())
      add_header(step.headers, std::string(header.key()), scalar_text("a header", header.value()));
  } else if (name == "moves_value" && value.is_bool()) {
    step.moves_value = value.get_bool();
  } else if (name == "nothing_done_on" && value.is_array()) {
    for (const auto& status : value.get_array())
      state.nothing_done_on.push_back(static_cast<int>(status.as_int64()));
  } else {
    const auto meant = nearest(name, known);
    fail("the option \"" + name + "\" is unknown or has a value of the wrong type" +
         (meant && *meant != name ? "; did you mean \"" + *meant + "\"?" : ""));
  }
}

int answer_of_step(lua_State*, int, lua_KContext) { return 1; }

int suspend(lua_State* thread, Step step) {
  auto& state = *static_cast<CallState*>(Fence::of(thread).context);
  if (lua_isyieldable(thread) == 0)
    fail("a step cannot be made inside a sort comparison or a gsub replacement");
  if (++state.steps > steps_max)
    fail("a call may make " + std::to_string(steps_max) + " steps at most");
  state.pending = std::move(step);
  return lua_yieldk(thread, 0, 0, &answer_of_step);
}

/// Upvalue: the method. Arguments: call, path, options.
int request(lua_State* thread) {
  auto& state = *static_cast<CallState*>(Fence::of(thread).context);
  HttpStep step;
  step.method = check_text(thread, lua_upvalueindex(1));
  step.path = check_path(check_text(thread, 2));
  state.nothing_done_on.clear();
  if (!lua_isnoneornil(thread, 3)) {
    luaL_checktype(thread, 3, LUA_TTABLE);
    const boost::json::value options = to_json(thread, 3);
    if (!options.is_object()) fail("options are a table of names and values");
    for (const auto& option : options.get_object())
      set_option(step, state, std::string(option.key()), option.value());
  }
  if (step.moves_value) state.moved_value = true;
  return suspend(thread, std::move(step));
}

int read_file(lua_State* thread) {
  ReadFileStep step;
  step.path = check_text(thread, 2);
  const lua_Integer offset = luaL_optinteger(thread, 3, 0);
  const lua_Integer length = luaL_optinteger(thread, 4, chunk_bytes_max);
  if (offset < 0 || length <= 0 || length > chunk_bytes_max)
    fail("a file is read from an offset >= 0 in parts of 4 MiB at most");
  step.offset = static_cast<std::uint64_t>(offset);
  step.length_max = static_cast<std::uint32_t>(length);
  return suspend(thread, std::move(step));
}

int wait(lua_State* thread) {
  const lua_Integer wait_ms = luaL_checkinteger(thread, 2);
  if (wait_ms < 0 || wait_ms > wait_ms_max) fail("a wait lasts 0 to 600000 milliseconds");
  return suspend(thread, WaitStep{std::chrono::milliseconds(wait_ms)});
}

}  // namespace

void add_outcome_functions(lua_State* state);

void add_call_library(lua_State* state) {
  add_outcome_functions(state);
  luaL_newmetatable(state, methods_key);
  lua_newtable(state);
  for (const auto& [name, method] :
       std::array<std::pair<const char*, const char*>, 5>{{{"get", "GET"},
                                                           {"post", "POST"},
                                                           {"put", "PUT"},
                                                           {"patch", "PATCH"},
                                                           {"delete", "DELETE"}}}) {
    lua_pushstring(state, method);
    lua_pushcclosure(state, &guarded<request>, 1);
    lua_setfield(state, -2, name);
  }
  constexpr std::array others{luaL_Reg{"read_file", &guarded<read_file>},
                              luaL_Reg{"wait", &guarded<wait>}};
  add_functions(state, others);
  lua_setfield(state, -2, "__index");
  lua_pushboolean(state, false);
  lua_setfield(state, -2, "__metatable");
  lua_pop(state, 1);
}

void push_call(lua_State* thread, const CallState& state) {
  boost::json::object call;
  boost::json::object settings;
  for (const auto& [name, value] : state.context.settings) settings[name] = value;
  call["settings"] = std::move(settings);
  call["key"] = state.context.idempotency_key;
  call["capability"] = state.context.capability;
  call["now"] = state.context.now.micros;
  push_json(thread, call);
  luaL_setmetatable(thread, methods_key);
}

}  // namespace patchbay::adapters::lua
