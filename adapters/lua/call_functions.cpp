// call:get, call:post and the others: each records a step and suspends the script.

#include <array>

#include "adapters/lua/call_state.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/request_step.h"
#include "adapters/lua/secret_value.h"
#include "adapters/lua/values.h"
#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/crypto/system_random.h"

namespace patchbay::adapters::lua {
namespace {

constexpr lua_Integer wait_ms_max = 600'000;
constexpr std::size_t file_path_bytes_max = 4'096;
const char* const methods_key = "patchbay.call";

int answer_of_step(lua_State*, int, lua_KContext) { return 1; }

/// Upvalue: the method. Arguments: call, path, options.
int request(lua_State* thread) {
  auto& state = CallState::of(thread);
  WrittenRequest request =
      read_request(thread, std::string(check_text(thread, lua_upvalueindex(1))), 2, 3);
  state.nothing_done_on = std::move(request.nothing_done_on);
  if (request.step.moves_value) state.moved_value = true;
  return suspend(thread, std::move(request.step), &answer_of_step);
}

int read_file(lua_State* thread) {
  ReadFileStep step;
  step.path = check_text(thread, 2);
  const lua_Integer offset = luaL_optinteger(thread, 3, 0);
  const lua_Integer length = luaL_optinteger(thread, 4, file_chunk_bytes_max);
  if (step.path.size() > file_path_bytes_max) fail("a file's path has 4096 bytes at most");
  if (offset < 0 || length <= 0 || length > file_chunk_bytes_max)
    fail("a file is read from an offset >= 0 in parts of 4 MiB at most");
  step.offset = static_cast<std::uint64_t>(offset);
  step.length_max = static_cast<std::uint32_t>(length);
  return suspend(thread, std::move(step), &answer_of_step);
}

int wait(lua_State* thread) {
  const lua_Integer wait_ms = luaL_checkinteger(thread, 2);
  if (wait_ms < 0 || wait_ms > wait_ms_max) fail("a wait lasts 0 to 600000 milliseconds");
  return suspend(thread, WaitStep{std::chrono::milliseconds(wait_ms)}, &answer_of_step);
}

int secret(lua_State* thread) {
  const auto& secrets = CallState::of(thread).context.secrets;
  const std::string name = clean_text(check_text(thread, 2), 64);
  const auto found = secrets.find(name);
  if (found == secrets.end())
    fail("the manifest lists no secret \"" + name + "\"; add it to secrets = { … }");
  push_secret(thread, found->second.reveal());
  return 1;
}

/// Version 4 (RFC 9562 section 5.4).
int uuid(lua_State* thread) {
  Fence::of(thread).charge(thread, 100);
  Random* random = CallState::of(thread).context.random;
  std::array<std::byte, 16> bytes{};
  (random ? *random : crypto::system_random()).fill(bytes);
  bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40};
  bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string text = crypto::to_hex(bytes);
  for (const std::size_t at : {8, 13, 18, 23}) text.insert(at, 1, '-');
  push_text(thread, text);
  return 1;
}

}  // namespace

void add_outcome_functions(lua_State* state);
void add_log_functions(lua_State* state);
void add_page_methods(lua_State* state);

CallState& CallState::of(lua_State* thread) {
  return *static_cast<CallState*>(Fence::of(thread).context);
}

int suspend(lua_State* thread, Step step, lua_KFunction go_on) {
  auto& state = CallState::of(thread);
  if (lua_isyieldable(thread) == 0)
    fail("a step cannot be made inside a sort comparison, a gsub replacement or a required file");
  if (++state.steps > steps_max)
    fail("a call may make " + std::to_string(steps_max) + " steps at most");
  state.pending = std::move(step);
  state.go_on = go_on;
  return suspend_results;
}

void add_call_library(lua_State* state) {
  allow_zones(state);
  add_outcome_functions(state);
  add_log_functions(state);
  add_reply_mark(state);
  luaL_newmetatable(state, methods_key);
  lua_newtable(state);
  for (const auto& [name, method] :
       std::array<std::pair<const char*, const char*>, 5>{{{"get", "GET"},
                                                           {"post", "POST"},
                                                           {"put", "PUT"},
                                                           {"patch", "PATCH"},
                                                           {"delete", "DELETE"}}}) {
    lua_pushstring(state, method);
    lua_pushcclosure(state, &stepping<request>, 1);
    lua_setfield(state, -2, name);
  }
  constexpr std::array others{
      luaL_Reg{"read_file", &stepping<read_file>}, luaL_Reg{"wait", &stepping<wait>},
      luaL_Reg{"secret", &guarded<secret>}, luaL_Reg{"uuid", &guarded<uuid>}};
  add_functions(state, others);
  add_page_methods(state);
  lua_setfield(state, -2, "__index");
  lua_pushboolean(state, false);
  lua_setfield(state, -2, "__metatable");
  lua_pop(state, 1);
}

void push_call(lua_State* thread, const CallState& state) {
  const auto& context = state.context;
  lua_createtable(thread, 0, 4);
  lua_createtable(thread, 0, static_cast<int>(context.settings.size()));
  for (const auto& [name, value] : context.settings) set_text(thread, name.c_str(), value);
  lua_setfield(thread, -2, "settings");
  set_text(thread, "key", context.idempotency_key);
  set_text(thread, "capability", context.capability);
  lua_pushinteger(thread, context.now.micros);
  lua_setfield(thread, -2, "now");
  luaL_setmetatable(thread, methods_key);
}

}  // namespace patchbay::adapters::lua
