#include "hub/http/rounds.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>

#include "hub/base/outage_log.h"

namespace patchbay {
namespace {

namespace asio = boost::asio;

constexpr Duration rest_after_failure{1'000'000};

/// Shared by the loop's coroutine and its owner; the timer is touched on the loop only.
struct State {
  State(const Executor& loop, std::string name, std::function<Async<Duration>()> fn)
      : round(std::move(fn)), outage(std::move(name)), timer(loop) {}

  std::function<Async<Duration>()> round;
  OutageLog outage;
  asio::steady_timer timer;
  std::atomic<bool> woken{false};
  std::atomic<bool> stopping{false};
  std::promise<void> ended;
};

Async<Duration> try_round(std::shared_ptr<State> state) {
  try {
    const Duration rest = co_await state->round();
    state->outage.worked();
    co_return rest;
  } catch (const std::exception& error) {
    state->outage.failed(error.what());
  }
  co_return rest_after_failure;
}

Async<void> run(std::shared_ptr<State> state) {
  while (!state->stopping) {
    state->woken = false;
    const Duration rest = co_await try_round(state);
    if (state->stopping || state->woken || rest.count() == 0) continue;
    state->timer.expires_after(rest);
    // wake() posts its cancel to this loop, so it cannot fall between the test and the wait.
    boost::system::error_code cancelled;
    co_await state->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  state->ended.set_value();
}

class LoopRounds final : public Rounds {
 public:
  LoopRounds(const Executor& loop, const std::string& name, std::function<Async<Duration>()> round)
      : state_(std::make_shared<State>(loop, name, std::move(round))) {
    spawn(loop, name, run(state_));
  }
  ~LoopRounds() override {
    state_->stopping = true;
    interrupt();
    state_->ended.get_future().wait();
  }
  void wake() override {
    if (!state_->woken.exchange(true)) interrupt();
  }

 private:
  void interrupt() {
    asio::post(state_->timer.get_executor(), [state = state_] { state->timer.cancel(); });
  }

  std::shared_ptr<State> state_;
};

}  // namespace

std::unique_ptr<Rounds> start_rounds(const Executor& loop, const std::string& name,
                                     std::function<Async<Duration>()> round) {
  return std::make_unique<LoopRounds>(loop, name, std::move(round));
}

}  // namespace patchbay
