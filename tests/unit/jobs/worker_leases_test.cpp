#include "tests/unit/jobs/worker_support.h"

namespace patchbay::jobs {
namespace {

class WorkerLeasesTest : public WorkerTest {};
PATCHBAY_ON_BOTH_STORES(WorkerLeasesTest);

TEST_P(WorkerLeasesTest, StopWaitsForRunningHandlersAndClaimsNothingMore) {
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start(done_behind(gate));
  seen_.wait_for(1);
  std::thread stopper([&] { worker->stop(seconds(10)); });
  put({"b"});
  worker->wake();
  gate.open();
  stopper.join();
  const auto now = counts();
  EXPECT_EQ(now.done + now.ready, 2);
  EXPECT_EQ(now.leased, 0);
  EXPECT_GE(now.done, 1);
}

TEST_P(WorkerLeasesTest, StopLeavesTheLeasesOfWhatDoesNotEnd) {
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start(done_behind(gate));
  seen_.wait_for(1);
  worker->stop(milliseconds(1));
  worker.reset();
  EXPECT_EQ(counts().leased, 1);
  gate.open();
  loops_->stop();
  EXPECT_EQ(counts().leased, 1) << "an end after the stop does not count";
}

TEST_P(WorkerLeasesTest, RenewsTheLeaseOfALongRun) {
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker =
      start(done_behind(gate), {.name = "w", .lease = seconds(3), .idle_poll = milliseconds(5)});
  seen_.wait_for(1);
  const auto lease_end = [&] {
    return read([](Session& s) {
      return *store::query_value<std::int64_t>(s, "SELECT lease_until FROM jobs");
    });
  };
  const auto clock = seen_.wait_for(1).at(0).lease_clock;
  ASSERT_TRUE(clock);
  const auto good_until = clock->good_until();
  EXPECT_LE(good_until, BootClock::now() + seconds(3));
  const auto first = lease_end();
  const auto limit = std::chrono::steady_clock::now() + seconds(10);
  while (lease_end() == first && std::chrono::steady_clock::now() < limit)
    std::this_thread::yield();
  EXPECT_GT(lease_end(), first);
  while (clock->good_until() == good_until && std::chrono::steady_clock::now() < limit)
    std::this_thread::yield();
  EXPECT_GT(clock->good_until(), good_until);
  // Another worker takes the job: the run learns at the next heartbeat that it holds it no more.
  write([](Session& s) {
    store::execute(s, "UPDATE jobs SET lease = lease + 1, lease_until = lease_until + 3600000000");
  });
  while (clock->good_until() != LeaseClock::Time::min() && std::chrono::steady_clock::now() < limit)
    std::this_thread::yield();
  EXPECT_EQ(clock->good_until(), LeaseClock::Time::min());
  write([](Session& s) { store::execute(s, "UPDATE jobs SET lease = lease - 1"); });
  gate.open();
  worker->stop(seconds(10));
  EXPECT_EQ(seen_.wait_for(1).size(), 1U);
  EXPECT_EQ(counts().done, 1);
}

TEST_P(WorkerLeasesTest, ARunWhoseJobItsOwnWorkerClaimsAgainHasNoLeaseAnyMore) {
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start(done_behind(gate), {.name = "w", .idle_poll = milliseconds(5)});
  const auto first = seen_.wait_for(1).at(0).lease_clock;
  EXPECT_GT(first->good_until(), BootClock::now());
  // The wall clock jumps past the lease.
  write([](Session& s) { store::execute(s, "UPDATE jobs SET lease_until = 1"); });
  const auto second = seen_.wait_for(2).at(1).lease_clock;
  EXPECT_EQ(first->good_until(), LeaseClock::Time::min());
  EXPECT_GT(second->good_until(), BootClock::now());
  gate.open();
  worker->stop(seconds(10));
  EXPECT_EQ(counts().done, 1);
}

TEST_P(WorkerLeasesTest, HandsInAnEndAgainThatTheStoreRefused) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "no trigger of its says unavailable";
  std::promise<void> failed;
  std::atomic<bool> is_told = false;
  set_log_sink([&](LogLevel, std::string_view line) {
    if (line.find("jobs.finish_failed") != line.npos && !is_told.exchange(true)) failed.set_value();
  });
  put({"a"});
  write([](Session& s) {
    store::execute(s,
                   "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE "
                   "EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''disk full''; END'");
    store::execute(s,
                   "CREATE TRIGGER refuse BEFORE UPDATE OF state ON jobs FOR EACH ROW EXECUTE "
                   "FUNCTION refuse()");
  });
  auto worker = start(done(), {.name = "w", .idle_poll = seconds(60)});
  EXPECT_EQ(failed.get_future().wait_for(seconds(10)), std::future_status::ready);
  write([](Session& s) { store::execute(s, "DROP TRIGGER refuse ON jobs"); });
  worker->stop(seconds(10));
  set_log_sink(nullptr);
  EXPECT_EQ(counts().done, 1);
  EXPECT_EQ(seen_.wait_for(1).size(), 1U);
  EXPECT_EQ(worker->stats().done, 1U);
}

TEST_P(WorkerLeasesTest, CleansReasonsThatNoStoreTakes) {
  put({"dead", "fault"});
  const std::string bad("n\0t \xff fine", 11);
  auto worker = start([&](Job job) -> Async<End> {
    seen_.add(job);
    if (job.key == "fault") throw std::runtime_error(bad);
    co_return Dead{bad};
  });
  seen_.wait_for(2);
  worker->stop(seconds(10));
  EXPECT_EQ(counts().dead, 1);
  EXPECT_EQ(worker->stats().dead, 1U);
  EXPECT_EQ(worker->stats().again, 1U);
}

TEST_P(WorkerLeasesTest, LogsAnEndWhoseLeaseWasLost) {
  const CapturedLog log;
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start(done_behind(gate));
  seen_.wait_for(1);
  write([](Session& s) { store::execute(s, "UPDATE jobs SET lease = lease + 1"); });
  gate.open();
  worker->stop(seconds(10));
  EXPECT_NE(log.text().find("job.end_lost"), std::string::npos) << log.text();
  EXPECT_EQ(worker->stats().done, 0U);
}

TEST_P(WorkerLeasesTest, WokenOftenAtOnceItRunsEachJobOnceWithFewTransactions) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.push_back("j" + std::to_string(i));
  put(keys);
  auto worker = start(
      [this](Job job) -> Async<End> {
        seen_.add(job);
        co_return Done{};
      },
      {.name = "w", .concurrency = {{"k", 64}}, .idle_poll = seconds(60)});
  for (int i = 0; i < 1000; ++i) worker->wake();
  const auto runs = seen_.wait_for(1000);
  worker->stop(seconds(10));
  std::set<std::string> distinct;
  for (const auto& run : runs) distinct.insert(run.key);
  EXPECT_EQ(distinct.size(), 1000U);
  EXPECT_EQ(runs.size(), 1000U);
  EXPECT_EQ(counts().done, 1000);
}

TEST_P(WorkerLeasesTest, TwoWorkersShareWithoutDoubling) {
  std::vector<std::string> keys;
  for (int i = 0; i < 300; ++i) keys.push_back("j" + std::to_string(i));
  put(keys);
  const Handler handler = [this](Job job) -> Async<End> {
    seen_.add(job);
    co_return Done{};
  };
  auto one = start(handler, {.name = "one"});
  auto two = start(handler, {.name = "two"});
  EXPECT_EQ(seen_.wait_for(300).size(), 300U);
  one->stop(seconds(10));
  two->stop(seconds(10));
  EXPECT_EQ(one->stats().done + two->stats().done, 300U);
  EXPECT_EQ(counts().done, 300);
}

}  // namespace
}  // namespace patchbay::jobs
