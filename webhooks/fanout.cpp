#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>

#include "hub/base/failpoint.h"
#include "hub/base/outage_log.h"
#include "webhooks/delivery.h"
#include "webhooks/fan_out.h"

namespace patchbay::webhooks {
namespace {

namespace asio = boost::asio;

constexpr std::size_t events_per_batch_max = 1000;
constexpr std::chrono::milliseconds idle_poll{200};
constexpr std::chrono::milliseconds pause_after_failure{1000};

/// Shared by the loop's coroutine and its owner; the timer is touched on the loop only.
struct State {
  State(store::Store& s, Executor loop, const Clock& c, std::function<void()> committed,
        std::function<bool()> may)
      : store(s),
        clock(c),
        after_commit(std::move(committed)),
        may_change(std::move(may)),
        timer(std::move(loop)) {}

  store::Store& store;
  const Clock& clock;
  std::function<void()> after_commit;
  std::function<bool()> may_change;
  OutageLog outage{"webhooks.fanout"};
  asio::steady_timer timer;
  std::atomic<bool> woken{false};
  std::atomic<bool> stopping{false};
};

/// Fulfilled when the coroutine ends; broken, which also releases the waiter, when its loop went
/// first.
using Ended = std::shared_ptr<std::promise<void>>;

Async<bool> run_batch(std::shared_ptr<State> state) {
  if (!state->may_change()) co_return false;
  const Timestamp now = state->clock.now();
  const std::size_t taken = co_await state->store.write([now](store::Session& session) {
    const std::size_t events = fan_out(session, events_per_batch_max, now);
    if (events > 0) failpoint("webhooks.fan_out.before_commit");
    return events;
  });
  if (taken > 0) failpoint("webhooks.fan_out.committed");
  if (taken > 0 && state->after_commit) state->after_commit();
  co_return taken == events_per_batch_max;
}

/// One batch; says how long to rest before the next.
Async<std::chrono::milliseconds> run_once(std::shared_ptr<State> state) {
  try {
    const bool more = co_await run_batch(state);
    state->outage.worked();
    co_return more ? std::chrono::milliseconds(0) : idle_poll;
  } catch (const std::exception& e) {
    state->outage.failed(e.what());
  }
  co_return pause_after_failure;
}

Async<void> run(std::shared_ptr<State> state, Ended ended) {
  while (!state->stopping) {
    state->woken = false;
    const auto rest = co_await run_once(state);
    if (state->stopping || state->woken || rest.count() == 0) continue;
    state->timer.expires_after(rest);
    // wake() posts its cancel to this loop, so it cannot fall between the test and the wait.
    boost::system::error_code cancelled;
    co_await state->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  ended->set_value();
}

class LoopFanout final : public Fanout {
 public:
  LoopFanout(std::shared_ptr<State> state, const Executor& loop) : state_(std::move(state)) {
    auto ended = std::make_shared<std::promise<void>>();
    ended_ = ended->get_future();
    spawn(loop, "webhooks.fanout", run(state_, std::move(ended)));
  }
  ~LoopFanout() override {
    state_->stopping = true;
    interrupt();
    ended_.wait();
  }
  void wake() override {
    if (!state_->woken.exchange(true)) interrupt();
  }

 private:
  void interrupt() {
    asio::post(state_->timer.get_executor(), [state = state_] { state->timer.cancel(); });
  }

  std::shared_ptr<State> state_;
  std::future<void> ended_;
};

}  // namespace

std::unique_ptr<Fanout> start_fanout(store::Store& store, http::Loops& loops, const Clock& clock,
                                     std::function<void()> after_commit,
                                     std::function<bool()> may_change) {
  const Executor loop = loops.next();
  auto state =
      std::make_shared<State>(store, loop, clock, std::move(after_commit), std::move(may_change));
  return std::make_unique<LoopFanout>(std::move(state), loop);
}

}  // namespace patchbay::webhooks
