#include "hub/jobs/scheduler.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>

#include "hub/base/failpoint.h"
#include "hub/base/outage_log.h"
#include "hub/jobs/schedule_runs.h"

namespace patchbay::jobs {
namespace {

namespace asio = boost::asio;

constexpr std::size_t schedules_per_pass_max = 100;
constexpr Duration pause_after_failure{1'000'000};

/// Shared by the loop's coroutine and its owner; the timer is touched on the loop only.
struct State {
  State(SchedulerParts p, Executor loop) : parts(std::move(p)), timer(std::move(loop)) {}

  SchedulerParts parts;
  OutageLog outage{"schedules"};
  asio::steady_timer timer;
  std::atomic<bool> woken{false};
  std::atomic<bool> stopping{false};
};

/// Broken, which also releases the waiter, when the loop goes before the coroutine has ended.
using Ended = std::shared_ptr<std::promise<void>>;

struct Look {
  std::optional<Duration> due_in;
  bool lost_runs = false;
};

Async<Look> look(std::shared_ptr<State> state) {
  co_return co_await state->parts.store.read([&state](store::Session& session) {
    return Look{next_schedule_in(session, state->parts.now(session)), has_lost_runs(session)};
  });
}

/// One pass; says how long to rest before the next.
Async<Duration> pass(std::shared_ptr<State> state) {
  const Duration look_again = state->parts.look_again;
  if (!state->parts.may_fire()) co_return look_again;
  const Look found = co_await look(state);
  if (!found.lost_runs && found.due_in.value_or(look_again).count() > 0)
    co_return std::min(found.due_in.value_or(look_again), look_again);
  const FiredCounts fired = co_await state->parts.store.write([&state](store::Session& session) {
    const auto counts = fire_due(session, schedules_per_pass_max, state->parts.now(session));
    if (counts.jobs > 0) failpoint("schedules.fire.before_commit");
    return counts;
  });
  if (fired.jobs > 0) failpoint("schedules.fire.committed");
  if (fired.jobs > 0) state->parts.after_commit();
  // Nothing to do though something was due: another hub has it in hand.
  co_return fired.schedules > 0 ? Duration(0) : std::min(look_again, Duration(100'000));
}

Async<Duration> try_pass(std::shared_ptr<State> state) {
  try {
    const Duration rest = co_await pass(state);
    state->outage.worked();
    co_return rest;
  } catch (const std::exception& error) {
    state->outage.failed(error.what());
  }
  co_return pause_after_failure;
}

Async<void> run(std::shared_ptr<State> state, Ended ended) {
  while (!state->stopping) {
    state->woken = false;
    const Duration rest = co_await try_pass(state);
    if (state->stopping || state->woken || rest.count() == 0) continue;
    state->timer.expires_after(rest);
    // wake() posts its cancel to this loop, so it cannot fall between the test and the wait.
    boost::system::error_code cancelled;
    co_await state->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  ended->set_value();
}

class LoopScheduler final : public Scheduler {
 public:
  explicit LoopScheduler(SchedulerParts parts) {
    const Executor loop = parts.loops.next();
    state_ = std::make_shared<State>(std::move(parts), loop);
    auto ended = std::make_shared<std::promise<void>>();
    ended_ = ended->get_future();
    spawn(loop, "schedules", run(state_, std::move(ended)));
    changes_ = state_->parts.store.subscribe("schedules", [this] { LoopScheduler::wake(); });
  }
  ~LoopScheduler() override {
    changes_.reset();
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
  store::Store::Subscription changes_;
};

}  // namespace

std::unique_ptr<Scheduler> start_scheduler(SchedulerParts parts) {
  return std::make_unique<LoopScheduler>(std::move(parts));
}

}  // namespace patchbay::jobs
