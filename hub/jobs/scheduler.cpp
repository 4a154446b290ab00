#include "hub/jobs/scheduler.h"

#include <algorithm>

#include "hub/base/failpoint.h"
#include "hub/http/rounds.h"
#include "hub/jobs/schedule_runs.h"

namespace patchbay::jobs {
namespace {

constexpr std::size_t schedules_per_round_max = 100;
/// Before the next look at what another hub has in hand.
constexpr Duration others_wait{100'000};

struct Look {
  std::optional<Duration> due_in;
  bool lost_runs = false;
};

Async<Look> look(std::shared_ptr<const SchedulerParts> parts) {
  co_return co_await parts->store.read([&parts](store::Session& session) {
    return Look{next_schedule_in(session, parts->now(session)), has_lost_runs(session)};
  });
}

/// Says how long to rest.
Async<Duration> fire_round(std::shared_ptr<const SchedulerParts> parts) {
  const Duration look_again = parts->look_again;
  if (!parts->may_fire()) co_return look_again;
  const Look found = co_await look(parts);
  if (!found.lost_runs && found.due_in.value_or(look_again).count() > 0)
    co_return std::min(found.due_in.value_or(look_again), look_again);
  const FiredCounts fired = co_await parts->store.write([&parts](store::Session& session) {
    const auto counts = fire_due(session, schedules_per_round_max, parts->now(session));
    if (counts.jobs > 0) failpoint("schedules.fire.before_commit");
    return counts;
  });
  if (fired.jobs > 0) failpoint("schedules.fire.committed");
  if (fired.jobs > 0) parts->after_commit();
  // Nothing to do though something was due: another hub has it in hand.
  co_return fired.schedules > 0 ? Duration(0) : std::min(look_again, others_wait);
}

class LoopScheduler final : public Scheduler {
 public:
  explicit LoopScheduler(SchedulerParts given) {
    const auto parts = std::make_shared<const SchedulerParts>(std::move(given));
    rounds_ = start_rounds(parts->loops.next(), "schedules", [parts] { return fire_round(parts); });
    changes_ = parts->store.subscribe("schedules", [this] { rounds_->wake(); });
  }
  void wake() override { rounds_->wake(); }

 private:
  std::unique_ptr<Rounds> rounds_;
  store::Store::Subscription changes_;  ///< ends first: it wakes the rounds
};

}  // namespace

std::unique_ptr<Scheduler> start_scheduler(SchedulerParts parts) {
  return std::make_unique<LoopScheduler>(std::move(parts));
}

}  // namespace patchbay::jobs
