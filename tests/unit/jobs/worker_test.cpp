#include "tests/unit/jobs/worker_support.h"

namespace patchbay::jobs {
namespace {

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
  EXPECT_EQ(most_at_once(30, {.name = "w", .partner_concurrency = 2, .idle_poll = seconds(60)}), 2);
}

TEST_P(WorkerTest, LeavesAHeldSourceAndLooksAgainThen) {
  put({"a"});
  std::atomic<int> asked = 0;
  auto worker = start(done(), {.name = "w", .idle_poll = seconds(60), .hold = [&](const Source&) {
                                 return ++asked < 3 ? Duration(2'000) : Duration(0);
                               }});
  EXPECT_EQ(seen_.wait_for(1).size(), 1U);
  EXPECT_GE(asked, 3) << "it may have looked for more work since";
}

/// A board with a switch for each question.
class FakeBoard final : public SwitchBoard {
 public:
  bool stops_partner(const OrganisationId&, const std::string&) const override { return partner; }
  bool is_disabled(const OrganisationId&, const std::string&) const override { return false; }
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
  auto worker =
      start(done(), {.name = "w", .idle_poll = seconds(60), .on_burial = {{"k", "buried"}}});
  const auto runs = seen_.wait_for(1);
  worker->stop(seconds(10));
  const auto follow_up = read([](Session& s) {
    return store::query_value<std::string>(s, "SELECT payload FROM jobs WHERE kind = 'buried'");
  });
  ASSERT_TRUE(follow_up);
  EXPECT_NE(follow_up->find(R"({"key":"killer","lease":1,"reason":"its worker ended)"),
            std::string::npos)
      << *follow_up;
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
      {.name = "w", .lease = seconds(3)});
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

}  // namespace
}  // namespace patchbay::jobs
