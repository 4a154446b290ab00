// Jobs of one lane: one at a time, in order.
#include <functional>
#include <thread>

#include "hub/jobs/lanes.h"
#include "tests/conformance/queue_support.h"

namespace patchbay::jobs {
namespace {

using LanesTest = QueueTest;
PATCHBAY_ON_BOTH_STORES(LanesTest);

TEST_P(LanesTest, RunOneAtATimeInOrder) {
  put({laned("a1", "a"), laned("a2", "a"), laned("b1", "b"), job("free")});
  put({laned("a3", "a")});
  auto jobs = take(9);
  EXPECT_EQ(keys(jobs), "a1 b1 free ");
  EXPECT_EQ(keys(take(9)), "");
  EXPECT_TRUE(end(jobs[0], Again{{1}, "busy"}));
  const auto retried = take(9);
  EXPECT_EQ(keys(retried), "a1 ") << "a retry keeps its place";
  end(retried[0], Done{});
  const auto second = take(9);
  EXPECT_EQ(keys(second), "a2 ");
  end(second[0], Dead{"no"});
  EXPECT_EQ(keys(take(9)), "a3 ") << "a dead letter lets the next one go";
}

TEST_P(LanesTest, BelongToAnOrganisation) {
  auto other = laned("x", "a");
  other.organisation = "other";
  put({laned("a1", "a"), other});
  EXPECT_EQ(take(9).size(), 2U);
}

TEST_P(LanesTest, GoOnWhenTheFirstIsCancelled) {
  put({laned("a1", "a"), laned("a2", "a"), laned("a3", "a")});
  EXPECT_EQ(cancel("a2"), Cancelled::now) << "it waits";
  EXPECT_EQ(cancel("a1"), Cancelled::now);
  EXPECT_EQ(keys(take(9)), "a3 ");
}

TEST_P(LanesTest, TakeARedrivenJobBackBehindWhatRuns) {
  put({laned("a1", "a"), laned("a2", "a"), laned("a3", "a")});
  const auto first = take(1).at(0);
  end(first, Dead{"no"});
  const auto second = take(1).at(0);
  const std::vector<std::int64_t> ids{first.id};
  EXPECT_EQ(write([&](Session& s) { return redrive(s, ids, {0}); }).size(), 1U);
  EXPECT_EQ(keys(take(9)), "") << "a2 is at work";
  end(second, Done{});
  const auto again = take(9);
  EXPECT_EQ(keys(again), "a1 ");
  end(again[0], Done{});
  EXPECT_EQ(keys(take(9)), "a3 ");
}

TEST_P(LanesTest, ReviveIntoTheirPlace) {
  put({laned("a1", "a"), laned("a2", "a")});
  end(take(1).at(0), Done{});
  EXPECT_TRUE(write([](Session& s) { return revive(s, "org", "k", "a1", {0}); }));
  EXPECT_EQ(state("a1"), "waiting");
  end(take(1).at(0), Done{});
  EXPECT_EQ(keys(take(9)), "a1 ");
}

TEST_P(LanesTest, HaveOneHeadHoweverManyEnqueueAndEndAtOnce) {
  constexpr int writers = 4, each = 30;
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([this, w] {
      for (int i = 0; i < each; ++i)
        put({laned(std::to_string(w) + "/" + std::to_string(i), "l" + std::to_string(i % 3))});
    });
  int done = 0;
  while (done < writers * each) {
    const auto some = take(9);
    EXPECT_LE(some.size(), 3U);
    for (const auto& one : some) EXPECT_TRUE(end(one, Done{}));
    done += static_cast<int>(some.size());
    if (some.empty() && counts().ready + counts().leased == 0) std::this_thread::yield();
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counts().done, writers * each);
}

/// Runs `change` beside a transaction that holds lane "a". Whether it waits for the lane without
/// holding the job that has this key.
class LaneOrderTest : public LanesTest {
 protected:
  bool leaves_free(const std::string& key, const std::function<void(Session&)>& change) {
    std::thread other;
    const bool is_free = write([&](Session& s) {
      lock_lanes(s, {{"org", "a"}});
      other = std::thread([&] { write(change); });
      while (waiting(s) == 0) std::this_thread::yield();
      return store::query_value<std::int64_t>(
                 s, "SELECT id FROM jobs WHERE job_key = :key FOR UPDATE SKIP LOCKED",
                 {{"key", key}})
          .has_value();
    });
    other.join();
    return is_free;
  }

 private:
  static std::int64_t waiting(Session& s) {
    return *store::query_value<std::int64_t>(
        s, "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
  }
};
PATCHBAY_ON_BOTH_STORES(LaneOrderTest);

TEST_P(LaneOrderTest, IsTheLaneFirstAndThenTheJob) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "one writer";
  put({laned("a1", "a"), laned("a2", "a"), laned("a3", "a")});
  EXPECT_TRUE(leaves_free("a2", [](Session& s) { jobs::cancel(s, "org", "k", "a2"); }));
  EXPECT_EQ(state("a2"), "cancelled");
  const auto head = take(1).at(0);
  EXPECT_EQ(head.lane, "a");
  const std::vector<Finished> ends{{head.id, head.lease, Done{}, 0, false, "org", head.lane}};
  EXPECT_TRUE(leaves_free("a1", [&](Session& s) { jobs::finish(s, ends); }));
  EXPECT_EQ(state("a1"), "done");
  EXPECT_EQ(keys(take(9)), "a3 ");
}

}  // namespace
}  // namespace patchbay::jobs
