#include "tests/unit/jobs/worker_support.h"

namespace patchbay::jobs {
namespace {

class WorkerEndsTest : public WorkerTest {
 protected:
  std::int64_t follow_ups() {
    return read([](Session& s) {
      return *store::query_value<std::int64_t>(s,
                                               "SELECT COUNT(*) FROM jobs WHERE kind = 'buried'");
    });
  }
};
PATCHBAY_ON_BOTH_STORES(WorkerEndsTest);

TEST_P(WorkerEndsTest, RunsAgainAndBuriesAsTheHandlerSays) {
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

TEST_P(WorkerEndsTest, RetriesAFaultAndLogsIt) {
  const CapturedLog log;
  put({"a"});
  auto worker = start(faulty());
  seen_.wait_for(1);
  worker->stop(seconds(10));
  EXPECT_EQ(counts().ready, 1);
  EXPECT_EQ(worker->stats().again, 1U);
  EXPECT_NE(log.text().find("job.fault"), std::string::npos) << log.text();
  EXPECT_NE(log.text().find("the disk is full"), std::string::npos) << log.text();
}

TEST_P(WorkerEndsTest, BuriesAFaultThatDoesNotEnd) {
  put({"a"});
  write([](Session& s) { store::execute(s, "UPDATE jobs SET faults = 19"); });
  auto worker = start(faulty(), {.name = "w", .on_burial = {{"k", "buried"}}});
  seen_.wait_for(1);
  worker->stop(seconds(10));
  EXPECT_EQ(counts().dead, 1);
  EXPECT_EQ(follow_ups(), 1);
}

TEST_P(WorkerEndsTest, AHandlerThatBuriesItsJobNeedsNobodyToTell) {
  put({"a"});
  auto worker = start(
      [this](Job job) -> Async<End> {
        seen_.add(job);
        co_return Dead{"never"};
      },
      {.name = "w", .on_burial = {{"k", "buried"}}});
  seen_.wait_for(1);
  worker->stop(seconds(10));
  EXPECT_EQ(counts().dead, 1);
  EXPECT_EQ(follow_ups(), 0);
}

TEST_P(WorkerEndsTest, CountsFaultsInARowAndNotRuns) {
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

TEST_P(WorkerEndsTest, KeepsToTheConcurrencyOfTheKind) {
  EXPECT_EQ(most_at_once(40, {.name = "w", .concurrency = {{"k", 3}}, .idle_poll = seconds(60)}),
            3);
}

}  // namespace
}  // namespace patchbay::jobs
