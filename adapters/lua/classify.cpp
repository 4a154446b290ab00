#include "adapters/lua/call_state.h"
#include "adapters/reply_meaning.h"

namespace patchbay::adapters::lua {

Outcome classify(const http::Exchange& exchange, const CallState& state) {
  const auto* step = std::get_if<HttpStep>(&state.pending);
  return meaning_of(exchange, {step && step->moves_value, state.nothing_done_on, state.context.now,
                               state.context.hidden});
}

}  // namespace patchbay::adapters::lua
