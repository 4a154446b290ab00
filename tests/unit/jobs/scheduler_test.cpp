#include "hub/jobs/scheduler.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "hub/jobs/recorded.h"
#include "hub/jobs/schedule_runs.h"
#include "tests/support/stores.h"
#include "tests/support/wait.h"

namespace patchbay::jobs {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using store::Session;

const Timestamp start = parse_timestamp("2023-11-21T06:00:00Z").value();

class SchedulerTest : public StoreTest {
 protected:
  void put(const std::string& id, Timestamp now) {
    const std::map<std::string, std::string> fields{
        {"job", "k"}, {"interval_seconds", "600"}, {"overlap", "queue"}, {"catch_up", "all"}};
    const NewSchedule schedule{"org", id, read_definition(fields, {}).value(), "{}", "api"};
    write([&](Session& s) { put_schedule(s, schedule, now); });
  }
  std::unique_ptr<Scheduler> scheduler(std::function<void()> fired) {
    SchedulerParts parts{store(), *loops_, [this] { return may_fire_.load(); }, std::move(fired)};
    parts.now = [this](Session&) { return clock_.now(); };
    parts.look_again = hours(1);
    return start_scheduler(std::move(parts));
  }
  std::vector<ScheduleRun> runs(const std::string& id) {
    return read([&](Session& s) { return list_runs(s, "org", id, 0, 1000); });
  }
  /// Waits for commits of schedulers until `enough`, or 10 s.
  bool wait_until(const std::function<bool()>& enough) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, seconds(10), enough);
  }
  void note() {
    const std::lock_guard lock(mutex_);
    ++commits_;
    changed_.notify_all();
  }
  void TearDown() override {
    loops_->stop();
    StoreTest::TearDown();
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
  std::atomic<bool> may_fire_{true};
  ManualClock clock_{start};
  std::mutex mutex_;
  std::condition_variable changed_;
  int commits_ = 0;
};
PATCHBAY_ON_BOTH_STORES(SchedulerTest);

TEST_P(SchedulerTest, fires_at_the_time_and_at_a_change) {
  auto running = scheduler([this] { note(); });
  put("a", start - seconds(1));  // its signal is what wakes the scheduler: nothing was due before
  ASSERT_TRUE(wait_until([&] { return runs("a").size() == 1; }));
  clock_.advance(minutes(10));
  running->wake();
  EXPECT_TRUE(wait_until([&] { return runs("a").size() == 2; }));
}

TEST_P(SchedulerTest, two_on_one_store_fire_each_occurrence_once) {
  constexpr int schedules = 20;
  auto first = scheduler([this] { note(); });
  auto second = scheduler([this] { note(); });
  for (int i = 0; i < schedules; ++i) put("s" + std::to_string(i), start - seconds(1));
  const auto all_fired = [&](std::size_t times) {
    for (int i = 0; i < schedules; ++i)
      if (runs("s" + std::to_string(i)).size() < times) return false;
    return true;
  };
  for (std::size_t round = 1; round <= 5; ++round) {
    first->wake();
    second->wake();
    ASSERT_TRUE(wait_until([&] { return all_fired(round); })) << round;
    clock_.advance(minutes(10));
  }
  first.reset();
  second.reset();
  for (int i = 0; i < schedules; ++i) {
    std::set<std::int64_t> occurrences;
    for (const auto& run : runs("s" + std::to_string(i))) {
      EXPECT_EQ(run.outcome, "waiting");
      EXPECT_TRUE(occurrences.insert(run.occurrence.micros).second);
    }
    EXPECT_GE(occurrences.size(), 5U);
  }
  const auto jobs = read([](Session& s) { return count(s); });
  std::int64_t runs_in_all = 0;
  for (int i = 0; i < schedules; ++i)
    runs_in_all += static_cast<std::int64_t>(runs("s" + std::to_string(i)).size());
  EXPECT_EQ(jobs.ready, runs_in_all);
}

TEST_P(SchedulerTest, fires_nothing_while_nothing_may_change) {
  may_fire_ = false;
  put("a", start - seconds(1));
  auto running = scheduler([this] { note(); });
  running->wake();
  clock_.advance(minutes(35));
  may_fire_ = true;
  running->wake();
  EXPECT_TRUE(wait_until([&] { return commits_ > 0 && runs("a").size() == 4; }));
  EXPECT_EQ(commits_, 1) << "nothing was fired before";
}

TEST_P(SchedulerTest, handlers_write_the_history) {
  put("a", start - seconds(1));
  std::atomic<int> calls = 0;
  SeededRandom random(1);
  std::map<std::string, Handler> handlers;
  handlers["k"] = record_runs(store(), [&](Job) -> Async<End> {
    switch (++calls) {
      case 1: co_return Again{{0}, "not yet"};
      case 2: throw RunCancelled();
      default: co_return Dead{"no"};
    }
  });
  auto worker =
      start_worker(store(), *loops_, {.name = "w"}, std::move(handlers), system_clock(), random);
  auto running = scheduler([&] {
    worker->wake();
    note();
  });
  const auto ended = [&](std::size_t count) {
    std::size_t found = 0;
    for (const auto& run : runs("a")) found += run.ended_at.has_value() ? 1 : 0;
    note();
    return found == count;
  };
  // Looks again and again: a handler's end announces nothing.
  const auto spin = [&](std::size_t count) {
    return patchbay::wait_until([&] { return ended(count); });
  };
  ASSERT_TRUE(spin(1));
  EXPECT_EQ(runs("a").at(0).attempts, 2);
  EXPECT_EQ(runs("a").at(0).outcome, "succeeded");
  clock_.advance(minutes(10));
  running->wake();
  ASSERT_TRUE(spin(2));
  EXPECT_EQ(runs("a").at(0).outcome, "failed");
  EXPECT_EQ(runs("a").at(0).reason, "no");
  running.reset();
  worker->stop(seconds(5));
}

}  // namespace
}  // namespace patchbay::jobs
