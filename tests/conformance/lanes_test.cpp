// Jobs of one lane: one at a time, in order.
#include <thread>

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
  EXPECT_EQ(write([&](Session& s) { return redrive(s, ids, {0}); }), 1);
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

}  // namespace
}  // namespace patchbay::jobs
