#pragma once
// What the `call` object of a partner script shares with its conversation.

#include <lua.hpp>
#include <string>
#include <vector>

#include "adapters/lua/guarded.h"
#include "adapters/lua/limits.h"
#include "adapters/plug.h"
#include "adapters/scrub.h"

namespace patchbay::adapters::lua {

/// The context of every run of a partner script: of a call, or of a webhook being decoded, which
/// makes no steps.
struct CallState {
  CallContext context;
  std::string origin;                ///< the plug's, for log lines
  Step pending = WaitStep{};         ///< what the script asked for when it was suspended
  lua_KFunction go_on = nullptr;     ///< where it goes on with what the step gives
  std::vector<int> nothing_done_on;  ///< statuses of the pending request that prove "not done"
  int steps = 0;
  int log_lines = 0;
  bool moved_value = false;  ///< a step with moves_value was made

  static CallState& of(lua_State* thread);
};

/// Adds succeeded, rejected, retryable, unknown, log and the methods of `call` to the globals at
/// the top.
void add_call_library(lua_State* state);
/// Pushes a new `call` object: key, settings, now, capability and the methods get, post, put,
/// patch, delete, each, pages, read_file and wait, which suspend the script, secret and uuid.
void push_call(lua_State* thread, const CallState& state);

/// Notes the step for which the script is to be suspended; `go_on` finds at the top of the stack
/// what it gave. A body of stepping() returns what this returns. Throws ErrorException where no
/// step can be made.
int suspend(lua_State* thread, Step step, lua_KFunction go_on);
constexpr int suspend_results = -1;  ///< what suspend() returns

/// As guarded(), for a body that may return suspend(…). The script is suspended from here, where
/// nothing waits to be destroyed: Lua does it by an exception, and every frame on its way that has
/// to destroy something costs another microsecond.
template <int (*body)(lua_State*)>
int stepping(lua_State* thread) {
  const int results = guarded<body>(thread);
  if (results != suspend_results) return results;
  return lua_yieldk(thread, 0, 0, CallState::of(thread).go_on);
}

/// Makes the mark of replies, for push_reply().
void add_reply_mark(lua_State* state);
/// Pushes what a step gave. An HTTP reply has status, headers (lower-case names), body, json, xml
/// (read when it is first asked for), or failed, stage, timed_out, message; `outcome`, what the hub
/// would make of it; and expect(status, …), which ends the call with that outcome.
void push_reply(lua_State* thread, const Reply& reply, const CallState& state);

/// What a reply means when the script does not know better: nothing reached the partner: retryable;
/// 429 and the declared statuses: retryable; 401: retryable, our credentials are at fault; other
/// 4xx: rejected with the partner's words; anything else: unknown after a step that moves value.
Outcome classify(const http::Exchange& exchange, const CallState& state);

void push_outcome(lua_State* thread, const Outcome& outcome);
/// Whether the value at the top is an outcome: also one that was raised as an error.
bool is_outcome(lua_State* thread);
/// The outcome at the top. Errors: invalid: it is none.
Result<Outcome> read_outcome(lua_State* thread);

}  // namespace patchbay::adapters::lua
