#include "hub/jobs/worker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "hub/base/log.h"
#include "tests/support/stores.h"

namespace patchbay::jobs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using store::Session;

/// What handlers saw; waits for it without sleeping.
class Seen {
 public:
  void add(const Job& job) {
    const std::lock_guard lock(mutex_);
    runs_.push_back(job);
    changed_.notify_all();
  }
  /// The runs, once there are `count`, or what there is after 10 s.
  std::vector<Job> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, seconds(10), [&] { return runs_.size() >= count; });
    return runs_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Job> runs_;
};

/// Holds handlers back until it is opened, without blocking their loop.
class Gate {
 public:
  explicit Gate(Executor loop) : timer_(loop, boost::asio::steady_timer::time_point::max()) {}
  Async<void> pass() {
    if (open_) co_return;
    boost::system::error_code ignored;
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  void open() {
    boost::asio::post(timer_.get_executor(), [this] {
      open_ = true;
      timer_.cancel();
    });
  }

 private:
  bool open_ = false;
  boost::asio::steady_timer timer_;
};

class WorkerTest : public StoreTest {
 protected:
  void put(const std::vector<std::string>& keys, Timestamp run_at = {0}) {
    std::vector<NewJob> jobs;
    for (const auto& key : keys) jobs.push_back({"org", "k", key, "{}", "", run_at});
    write([&](Session& s) { enqueue(s, jobs, system_clock().now()); });
  }
  std::unique_ptr<Worker> start(Handler handler, WorkerOptions options = {}) {
    if (options.name.empty()) options.name = "w";
    return start_worker(store(), *loops_, std::move(options), {{"k", std::move(handler)}},
                        system_clock(), random_);
  }
  /// Ends everything well.
  Handler done() {
    return [this](Job job) -> Async<End> {
      seen_.add(job);
      co_return Done{};
    };
  }
  Counts counts() {
    return read([](Session& s) { return count(s); });
  }
  void TearDown() override {
    loops_->stop();
    StoreTest::TearDown();
  }

  SeededRandom random_{1};
  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
  Seen seen_;
};
PATCHBAY_ON_BOTH_STORES(WorkerTest);

TEST_P(WorkerTest, RunsWhatIsThereAndWhatComes) {
  put({"a", "b"});
  auto worker = start(
      [this](Job job) -> Async<End> {
        seen_.add(job);
        co_return Done{};
      },
      {.name = "w", .idle_poll = seconds(60)});
  EXPECT_EQ(seen_.wait_for(2).size(), 2U);
  put({"c"});
  worker->wake();
  EXPECT_EQ(seen_.wait_for(3).back().key, "c");
  worker->stop(seconds(10));
  EXPECT_EQ(counts().done, 3);
  EXPECT_EQ(worker->stats().claimed, 3U);
  EXPECT_EQ(worker->stats().done, 3U);
}

TEST_P(WorkerTest, IsWokenByTheCommitThatMakesWork) {
  auto worker = start(done(), {.name = "w", .idle_poll = seconds(60)});
  put({"a"});
  EXPECT_EQ(seen_.wait_for(1).size(), 1U);
}

TEST_P(WorkerTest, FindsWorkThatNobodyAnnounced) {
  auto worker = start(done(), {.name = "w", .idle_poll = milliseconds(5)});
  put({"a"}, system_clock().now() + seconds(60));
  write([](Session& s) { store::execute(s, "UPDATE jobs SET due_at = 0"); });
  EXPECT_EQ(seen_.wait_for(1).size(), 1U);
}

TEST_P(WorkerTest, ServesAQuietPartnerWhileALoudOneHasMuchWork) {
  std::vector<NewJob> jobs;
  for (int i = 0; i < 200; ++i) jobs.push_back({"org", "k", std::to_string(i), "{}", "loud", {0}});
  jobs.push_back({"org", "k", "quiet", "{}", "quiet", {0}});
  write([&](Session& s) { enqueue(s, jobs, system_clock().now()); });
  auto worker = start(done(), {.name = "w", .concurrency = {{"k", 4}}, .claim_max = 4});
  const auto runs = seen_.wait_for(201);
  const auto place =
      std::find_if(runs.begin(), runs.end(), [](const Job& job) { return job.key == "quiet"; });
  EXPECT_LT(place - runs.begin(), 20);
}

TEST_P(WorkerTest, KeepsToTheConcurrencyOfAPartner) {
  std::vector<std::string> keys;
  for (int i = 0; i < 30; ++i) keys.push_back("j" + std::to_string(i));
  put(keys);
  std::atomic<int> running = 0, most = 0;
  auto worker = start(
      [&](Job job) -> Async<End> {
        most = std::max<int>(most, ++running);
        co_await sleep_for(milliseconds(1));
        --running;
        seen_.add(job);
        co_return Done{};
      },
      {.name = "w", .partner_concurrency = 2, .idle_poll = seconds(60)});
  EXPECT_EQ(seen_.wait_for(30).size(), 30U);
  EXPECT_EQ(most, 2);
}

TEST_P(WorkerTest, LeavesAHeldSourceAndLooksAgainThen) {
  put({"a"});
  std::atomic<int> asked = 0;
  auto worker = start(done(), {.name = "w", .idle_poll = seconds(60), .hold = [&](const Source&) {
                                 return ++asked < 3 ? Duration(2'000) : Duration(0);
                               }});
  EXPECT_EQ(seen_.wait_for(1).size(), 1U);
  EXPECT_EQ(asked, 3);
}

/// A board with a switch for each question.
class FakeBoard final : public SwitchBoard {
 public:
  bool stops_partner(const OrganisationId&, const std::string&) const override { return partner; }
  bool stops_queue(const std::string&) const override { return queue; }
  bool drains(const std::string&) const override { return hub; }
  bool is_read_only() const override { return read_only; }
  std::vector<Switch> thrown() const override { return {}; }
  Subscription on_change(std::function<void()> fn) override {
    told = std::move(fn);
    return std::make_shared<int>();
  }
  std::atomic<bool> partner = false, queue = false, hub = false, read_only = false;
  std::function<void()> told;
};

TEST_P(WorkerTest, ClaimsNothingThatASwitchStopsAndGoesOnWhenItIsReset) {
  for (auto which :
       {&FakeBoard::partner, &FakeBoard::queue, &FakeBoard::hub, &FakeBoard::read_only}) {
    FakeBoard board;
    board.*which = true;
    const auto before = seen_.wait_for(0).size();
    put({"job" + std::to_string(before)});
    auto worker = start(done(), {.name = "w", .idle_poll = seconds(60), .switches = &board});
    for (int i = 0; i < 10; ++i) {
      worker->wake();
      // Behind what the worker may have submitted.
      EXPECT_EQ(counts().leased, 0);
    }
    EXPECT_EQ(counts().ready, 1);
    board.*which = false;
    board.told();
    EXPECT_EQ(seen_.wait_for(before + 1).size(), before + 1);
    worker->stop(seconds(10));
  }
}

TEST_P(WorkerTest, BuriesAJobThatEndsItsWorkerAgainAndAgain) {
  put({"killer", "other"});
  write([](Session& s) {
    store::execute(s,
                   "UPDATE jobs SET interruptions = 2, lease_until = 1 WHERE job_key = "
                   "'killer'");
    store::execute(s, "UPDATE jobs SET interruptions = 2 WHERE job_key = 'other'");
  });
  auto worker = start(done(), {.name = "w", .idle_poll = seconds(60)});
  const auto runs = seen_.wait_for(1);
  worker->stop(seconds(10));
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].key, "other") << "a run that ended without a word is not a third one";
  const auto reason = read([](Session& s) {
    return store::query_value<std::string>(s, "SELECT reason FROM jobs WHERE state = 'dead'");
  });
  EXPECT_EQ(reason,
            "its worker ended without a word 3 times in a row while it ran this job: the job may "
            "be what ends it");
  EXPECT_EQ(worker->stats().dead, 1U);
  EXPECT_EQ(worker->stats().done, 1U);
}

TEST_P(WorkerTest, TellsARunOfItsCancel) {
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start(
      [&](Job job) -> Async<End> {
        seen_.add(job);
        co_await gate.pass();
        co_return Later{system_clock().now(), "not yet"};
      },
      {.name = "w", .lease = milliseconds(300)});
  const auto clock = seen_.wait_for(1).at(0).lease_clock;
  EXPECT_FALSE(clock->stop_wanted());
  EXPECT_EQ(write([](Session& s) { return cancel(s, "org", "k", "a"); }), Cancelled::wanted);
  const auto limit = std::chrono::steady_clock::now() + seconds(10);
  while (!clock->stop_wanted() && std::chrono::steady_clock::now() < limit)
    std::this_thread::yield();
  EXPECT_TRUE(clock->stop_wanted());
  gate.open();
  worker->stop(seconds(10));
  EXPECT_EQ(counts().ready, 0);
}

TEST_P(WorkerTest, RunsAgainAndBuriesAsTheHandlerSays) {
  put({"again", "dead"});
  auto worker = start(
      [this](Job job) -> Async<End> {
        seen_.add(job);
        if (job.key == "dead") co_return Dead{"never"};
        if (job.attempt < 3) co_return Again{system_clock().now() + milliseconds(3), "busy"};
        co_return Done{};
      },
      {.name = "w", .idle_poll = seconds(60)});
  EXPECT_EQ(seen_.wait_for(4).size(), 4U);
  worker->stop(seconds(10));
  const auto stats = worker->stats();
  EXPECT_EQ(stats.again, 2U);
  EXPECT_EQ(stats.done, 1U);
  EXPECT_EQ(stats.dead, 1U);
  EXPECT_EQ(counts().dead, 1);
}

TEST_P(WorkerTest, RetriesAFaultAndLogsIt) {
  std::mutex mutex;
  std::string log;
  set_log_sink([&](LogLevel, std::string_view line) {
    const std::lock_guard lock(mutex);
    log.append(line).append("\n");
  });
  put({"a"});
  auto worker = start([this](Job job) -> Async<End> {
    seen_.add(job);
    throw std::runtime_error("the disk is full");
    co_return Done{};
  });
  seen_.wait_for(1);
  worker->stop(seconds(10));
  set_log_sink(nullptr);
  EXPECT_EQ(counts().ready, 1);
  EXPECT_EQ(worker->stats().again, 1U);
  EXPECT_NE(log.find("job.fault"), std::string::npos) << log;
  EXPECT_NE(log.find("the disk is full"), std::string::npos) << log;
}

TEST_P(WorkerTest, BuriesAFaultThatDoesNotEnd) {
  put({"a"});
  write([](Session& s) { store::execute(s, "UPDATE jobs SET faults = 19"); });
  auto worker = start([this](Job job) -> Async<End> {
    seen_.add(job);
    throw std::runtime_error("the disk is full");
    co_return Done{};
  });
  seen_.wait_for(1);
  worker->stop(seconds(10));
  EXPECT_EQ(counts().dead, 1);
}

TEST_P(WorkerTest, CountsFaultsInARowAndNotRuns) {
  put({"a", "b"});
  write([](Session& s) { store::execute(s, "UPDATE jobs SET attempt = 40, faults = 3"); });
  auto worker = start([this](Job job) -> Async<End> {
    seen_.add(job);
    if (job.key == "a") throw std::runtime_error("the disk is full");
    co_return Again{system_clock().now() + seconds(60), "busy"};
  });
  for (const auto& job : seen_.wait_for(2)) EXPECT_EQ(job.faults, 3);
  worker->stop(seconds(10));
  EXPECT_EQ(counts().ready, 2) << "one fault after many runs does not bury";
  const auto faults = [&](const std::string& key) {
    return read([&](Session& s) {
      return *store::query_value<std::int64_t>(s, "SELECT faults FROM jobs WHERE job_key = :k",
                                               {{"k", key}});
    });
  };
  EXPECT_EQ(faults("a"), 4);
  EXPECT_EQ(faults("b"), 0) << "the run ended by itself";
}

TEST_P(WorkerTest, KeepsToTheConcurrencyOfTheKind) {
  std::vector<std::string> keys;
  for (int i = 0; i < 40; ++i) keys.push_back("j" + std::to_string(i));
  put(keys);
  std::atomic<int> running = 0, most = 0;
  auto worker = start(
      [&](Job job) -> Async<End> {
        most = std::max<int>(most, ++running);
        co_await sleep_for(milliseconds(1));
        --running;
        seen_.add(job);
        co_return Done{};
      },
      {.name = "w", .concurrency = {{"k", 3}}, .idle_poll = seconds(60)});
  EXPECT_EQ(seen_.wait_for(40).size(), 40U);
  worker->stop(seconds(10));
  EXPECT_EQ(most, 3);
  EXPECT_EQ(counts().done, 40);
}

TEST_P(WorkerTest, StopWaitsForRunningHandlersAndClaimsNothingMore) {
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start([&](Job job) -> Async<End> {
    seen_.add(job);
    co_await gate.pass();
    co_return Done{};
  });
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

TEST_P(WorkerTest, StopLeavesTheLeasesOfWhatDoesNotEnd) {
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start([&](Job job) -> Async<End> {
    seen_.add(job);
    co_await gate.pass();
    co_return Done{};
  });
  seen_.wait_for(1);
  worker->stop(milliseconds(1));
  worker.reset();
  EXPECT_EQ(counts().leased, 1);
  gate.open();
  loops_->stop();
  EXPECT_EQ(counts().leased, 1) << "an end after the stop does not count";
}

TEST_P(WorkerTest, RenewsTheLeaseOfALongRun) {
  put({"a"});
  Gate gate(loops_->at(0));
  const auto handler = [&](Job job) -> Async<End> {
    seen_.add(job);
    co_await gate.pass();
    co_return Done{};
  };
  auto worker = start(handler, {.name = "w", .lease = seconds(3), .idle_poll = milliseconds(5)});
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

TEST_P(WorkerTest, ARunWhoseJobItsOwnWorkerClaimsAgainHasNoLeaseAnyMore) {
  put({"a"});
  Gate gate(loops_->at(0));
  const auto handler = [&](Job job) -> Async<End> {
    seen_.add(job);
    co_await gate.pass();
    co_return Done{};
  };
  auto worker = start(handler, {.name = "w", .idle_poll = milliseconds(5)});
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

TEST_P(WorkerTest, HandsInAnEndAgainThatTheStoreRefused) {
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

TEST_P(WorkerTest, CleansReasonsThatNoStoreTakes) {
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

TEST_P(WorkerTest, LogsAnEndWhoseLeaseWasLost) {
  std::mutex mutex;
  std::string log;
  set_log_sink([&](LogLevel, std::string_view line) {
    const std::lock_guard lock(mutex);
    log.append(line).append("\n");
  });
  put({"a"});
  Gate gate(loops_->at(0));
  auto worker = start([&](Job job) -> Async<End> {
    seen_.add(job);
    co_await gate.pass();
    co_return Done{};
  });
  seen_.wait_for(1);
  write([](Session& s) { store::execute(s, "UPDATE jobs SET lease = lease + 1"); });
  gate.open();
  worker->stop(seconds(10));
  set_log_sink(nullptr);
  EXPECT_NE(log.find("job.end_lost"), std::string::npos) << log;
  EXPECT_EQ(worker->stats().done, 0U);
}

TEST_P(WorkerTest, WokenOftenAtOnceItRunsEachJobOnceWithFewTransactions) {
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

TEST_P(WorkerTest, TwoWorkersShareWithoutDoubling) {
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
