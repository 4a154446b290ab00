#include "adapters/plug_turns.h"

#include "adapters/run_on.h"

namespace patchbay::adapters {

PlugTurns::PlugTurns(const Call& call, const Capability& capability, CallContext context,
                     boost::asio::thread_pool& threads)
    : call_(call), capability_(capability), context_(std::move(context)), threads_(threads) {}

PlugTurns::~PlugTurns() {
  if (conversation_)
    boost::asio::post(threads_,
                      [plug = call_.partner->plug, dropped = std::move(conversation_)] {});
}

Async<Turn> PlugTurns::next(Reply reply) {
  auto take_turn = [this, given = std::move(reply)]() mutable { return take(std::move(given)); };
  co_return co_await run_on(threads_, std::move(take_turn));
}

Turn PlugTurns::take(Reply reply) {
  if (!conversation_) {
    if (const auto fits = check_request(capability_, call_.request); !fits)
      return {rejected("bad_request", fits.error().message), true};
    conversation_ = call_.partner->plug->begin(context_, call_.request);
    if (!conversation_)
      return {rejected("plug_failed", call_.partner->plug->origin() + " did not begin"), true};
  }
  Turn turn{conversation_->resume(std::move(reply)), false};
  const auto* outcome = std::get_if<Outcome>(&turn.step);
  if (!outcome) return turn;
  conversation_.reset();
  if (outcome->kind != OutcomeKind::succeeded) return turn;
  if (const auto fits = check_result(capability_, outcome->result); !fits)
    return {rejected("bad_result", call_.partner->plug->origin() + ": " + fits.error().message),
            true};
  return turn;
}

}  // namespace patchbay::adapters
