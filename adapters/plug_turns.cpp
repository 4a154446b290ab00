#include "adapters/plug_turns.h"

#include "adapters/run_on.h"
#include "hub/base/log.h"

namespace patchbay::adapters {
namespace {

/// What a plug says a little late is still the truth.
constexpr std::chrono::milliseconds grace{500};

}  // namespace

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
                     boost::asio::thread_pool& threads, SteadyTime deadline)
    : talk_(std::make_shared<Talk>(
          Talk{call.partner->plug, capability, std::move(context), call.request})),
      threads_(threads),
      deadline_(deadline + grace) {}

PlugTurns::~PlugTurns() {
  if (talk_ && talk_->conversation) boost::asio::post(threads_, [dropped = std::move(talk_)] {});
}

Async<Turn> PlugTurns::next(Reply reply) {
  auto take_turn = [talk = talk_, given = std::move(reply)]() mutable {
    return talk->take(std::move(given));
  };
  auto turn = co_await run_on_until(threads_, deadline_, std::move(take_turn));
  if (turn) co_return *std::move(turn);
  const auto plug = std::exchange(talk_, nullptr)->plug;
  log_line(LogLevel::error, "plug.stuck", {{"plug", plug->origin()}});
  Turn given_up{retryable(plug->origin() + " did not come back within the call's time"), true};
  co_return given_up;
}

}  // namespace patchbay::adapters
