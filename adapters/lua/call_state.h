#pragma once
// What the `call` object of a partner script shares with its conversation.

#include <lua.hpp>
#include <vector>

#include "adapters/plug.h"

namespace patchbay::adapters::lua {

constexpr int steps_max = 64;  ///< of one call

struct CallState {
  CallContext context;
  Step pending = WaitStep{};         ///< what the script asked for when it was suspended
  std::vector<int> nothing_done_on;  ///< statuses of the pending request that prove "not done"
  int steps = 0;
  bool moved_value = false;  ///< a step with moves_value was made
};

/// Adds succeeded, rejected, retryable, unknown and the methods of `call` to the globals at the
/// top.
void add_call_library(lua_State* state);
/// Pushes a new `call` object: key, settings, now, capability and the methods get, post, put,
/// patch, delete, read_file and wait, which suspend the script.
void push_call(lua_State* thread, const CallState& state);
/// Pushes what a step gave. An HTTP reply has status, headers (lower-case names), body, json, or
/// failed, stage, timed_out, message; and `outcome`, what the hub would make of it.
void push_reply(lua_State* thread, const Reply& reply, const CallState& state);

/// What a reply means when the script does not know better: nothing reached the partner: retryable;
/// 429 and the declared statuses: retryable; 401: retryable, our credentials are at fault; other
/// 4xx: rejected with the partner's words; anything else: unknown after a step that moves value.
Outcome classify(const http::Exchange& exchange, const CallState& state);

void push_outcome(lua_State* thread, const Outcome& outcome);
/// The outcome at the top. Errors: invalid: it is none.
Result<Outcome> read_outcome(lua_State* thread);

}  // namespace patchbay::adapters::lua
