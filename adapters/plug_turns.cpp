#include "adapters/plug_turns.h"

#include "adapters/run_until.h"
#include "hub/base/log.h"

namespace patchbay::adapters {

struct PlugTurns::Talk {
  const std::shared_ptr<Plug> plug;
  const Capability& capability;
  CallContext context;
  boost::json::value request;
  std::unique_ptr<Conversation> conversation = {};

  Turn take(Reply reply);
  /// What is wrong with the beginning, if anything is.
  std::optional<Turn> begin();
};

std::optional<Turn> PlugTurns::Talk::begin() {
  if (const auto fits = check_request(capability, request); !fits)
    return Turn{rejected("bad_request", fits.error().message), true};
  conversation = plug->begin(std::move(context), std::move(request));
  if (!conversation) return Turn{rejected("plug_failed", plug->origin() + " did not begin"), true};
  return std::nullopt;
}

Turn PlugTurns::Talk::take(Reply reply) {
  if (!conversation)
    if (auto failed = begin()) return *std::move(failed);
  Turn turn{conversation->resume(std::move(reply)), false};
  const auto* outcome = std::get_if<Outcome>(&turn.step);
  if (!outcome) return turn;
  conversation.reset();
  if (outcome->kind != OutcomeKind::succeeded) return turn;
  if (const auto fits = check_result(capability, outcome->result); !fits)
    return {rejected("bad_result", plug->origin() + ": " + fits.error().message), true};
  return turn;
}

PlugTurns::PlugTurns(const Call& call, const Capability& capability, CallContext context,
                     PlugThreads& threads, SteadyTime deadline)
    : talk_(std::make_shared<Talk>(
          Talk{call.partner->plug, capability, std::move(context), call.request})),
      threads_(threads),
      deadline_(deadline) {}

PlugTurns::~PlugTurns() {
  const bool is_open = talk_ && (is_under_way_ || talk_->conversation);
  if (is_open) threads_.post([dropped = std::move(talk_)] {});
}

Async<Turn> PlugTurns::next(Reply reply) {
  auto take_turn = [talk = talk_, given = std::move(reply)]() mutable {
    return talk->take(std::move(given));
  };
  is_under_way_ = true;
  auto turn = co_await run_until(threads_, deadline_, std::move(take_turn));
  is_under_way_ = false;
  if (auto* taken = std::get_if<Turn>(&turn)) co_return std::move(*taken);
  const std::string origin = talk_->plug->origin();
  Turn given_up{retryable("all threads for plugs were taken until the call's time was over"), true};
  if (std::get<Late>(turn) == Late::never_began) {
    log_line(LogLevel::warning, "plug.no_thread", {{"plug", origin}});
    co_return given_up;
  }
  talk_ = nullptr;  // the stuck thread's alone now
  log_line(LogLevel::error, "plug.stuck", {{"plug", origin}});
  given_up.step = retryable(origin + " did not come back within the call's time");
  co_return given_up;
}

}  // namespace patchbay::adapters
