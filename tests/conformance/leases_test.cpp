// Claims, leases and ends.
#include <set>
#include <thread>

#include "tests/conformance/queue_support.h"

namespace patchbay::jobs {
namespace {

using std::chrono::hours;

class LeasesTest : public QueueTest {};
PATCHBAY_ON_BOTH_STORES(LeasesTest);

TEST_P(LeasesTest, GivesBackWhatWasEnqueued) {
  put({{"org", "reward.issue", "rwd_1", "{\"text\":\"a'b\\\"c\\u20ac\"}", "acme", {0}}});
  const auto jobs = take(10, hours(1), "reward.issue");
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(jobs[0].organisation, "org");
  EXPECT_EQ(jobs[0].kind, "reward.issue");
  EXPECT_EQ(jobs[0].key, "rwd_1");
  EXPECT_EQ(jobs[0].payload, "{\"text\":\"a'b\\\"c\\u20ac\"}");
  EXPECT_EQ(jobs[0].partner, "acme");
  EXPECT_EQ(jobs[0].attempt, 1);
  EXPECT_FALSE(jobs[0].interrupted);
}

TEST_P(LeasesTest, ClaimsTheLongestDueFirst) {
  put({job("late", {300}), job("early", {100}), job("middle", {200}), job("same", {200})});
  EXPECT_EQ(keys(take(1)), "early ");
  EXPECT_EQ(keys(take(2)), "middle same ");
  EXPECT_EQ(keys(take(9)), "late ");
  EXPECT_EQ(keys(take(9)), "");
}

TEST_P(LeasesTest, KeepsTheOrderOfOneEnqueue) {
  std::vector<NewJob> many;
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    many.push_back(job("j" + std::to_string(99 - i)));
    expected += many.back().key + " ";
  }
  put(many);
  EXPECT_EQ(keys(take(100)), expected);
}

TEST_P(LeasesTest, ClaimsOnlyWantedKindsEachUpToItsLimit) {
  put({job("a1", {0}, "a"), job("a2", {0}, "a"), job("b1", {0}, "b"), job("c1", {0}, "c")});
  const auto jobs = write([](Session& s) {
    const std::vector<Want> wants{{{"a", "org", "acme"}, Priority::normal, 1},
                                  {{"b", "org", "acme"}, Priority::normal, 5},
                                  {{"nothing", "org", "acme"}, Priority::normal, 5}};
    return claim(s, wants, "w", hours(1));
  });
  EXPECT_EQ(keys(jobs), "a1 b1 ");
}

TEST_P(LeasesTest, LeavesJobsThatAreNotDue) {
  put({job("later", system_clock().now() + hours(1))});
  EXPECT_EQ(keys(take(9)), "");
  EXPECT_EQ(counts().ready, 1);
}

TEST_P(LeasesTest, TakesAKeyOnceForEver) {
  put({job("once"), job("once"), job("once", {0}, "other kind")});
  put({job("once")});
  EXPECT_EQ(counts().ready, 2);
  EXPECT_TRUE(end(take(9).at(0), Done{}));
  put({job("once")});
  EXPECT_EQ(keys(take(9)), "");
  put({{"another org", "k", "once", "{}", "", {0}}});
  EXPECT_EQ(take(9).at(0).organisation, "another org");
}

TEST_P(LeasesTest, GivesAnExpiredLeaseToTheNextAsInterrupted) {
  put({job("a")});
  const auto first = take(1, Duration(0)).at(0);
  const auto second = take(1, hours(1), "k", "w2").at(0);
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.attempt, 2);
  EXPECT_TRUE(second.interrupted);
  EXPECT_GT(second.lease, first.lease);
}

TEST_P(LeasesTest, IgnoresTheEndUnderALostLease) {
  put({job("a")});
  const auto first = take(1, Duration(0)).at(0);
  const auto second = take(1).at(0);
  EXPECT_FALSE(end(first, Dead{"too late"}));
  EXPECT_EQ(counts().leased, 1);
  EXPECT_TRUE(end(second, Done{}));
  EXPECT_FALSE(end(second, Dead{"twice"})) << "an end counts once";
  EXPECT_EQ(counts().done, 1);
}

TEST_P(LeasesTest, CountsAnEndAfterTheLeaseIfNobodyTookTheJob) {
  put({job("a")});
  EXPECT_TRUE(end(take(1, Duration(0)).at(0), Done{}));
}

TEST_P(LeasesTest, FinishesManyAndSaysWhichCounted) {
  put({job("a"), job("b"), job("c")});
  const auto jobs = take(3);
  const auto counted = write([&](Session& s) {
    const std::vector<Finished> finished{{jobs[0].id, jobs[0].lease, Done{}},
                                         {jobs[1].id, jobs[1].lease + 1, Done{}},
                                         {987654, 1, Done{}},
                                         {jobs[2].id, jobs[2].lease, Dead{"no such card"}}};
    return jobs::finish(s, finished);
  });
  EXPECT_EQ(counted, (std::vector<bool>{true, false, false, true}));
  const auto now = counts();
  EXPECT_EQ(now.done, 1);
  EXPECT_EQ(now.dead, 1);
  EXPECT_EQ(now.leased, 1);
}

TEST_P(LeasesTest, RunsAgainWhenToldAndNotBefore) {
  put({job("a")});
  EXPECT_TRUE(end(take(1).at(0), Again{system_clock().now() + hours(1), "busy"}));
  EXPECT_EQ(keys(take(1)), "");
  put({job("b")});
  EXPECT_TRUE(end(take(1).at(0), Again{{1}, "busy"}));
  const auto again = take(1).at(0);
  EXPECT_EQ(again.key, "b");
  EXPECT_EQ(again.attempt, 2);
  EXPECT_FALSE(again.interrupted) << "the run before said how it ended";
}

TEST_P(LeasesTest, CountsNoAttemptForARunThatWasHeldBack) {
  put({job("a")});
  EXPECT_TRUE(end(take(1).at(0), Again{{1}, "busy"}));
  EXPECT_TRUE(end(take(1).at(0), Later{{1}, "the partner rests"}));
  const auto third = take(1).at(0);
  EXPECT_EQ(third.attempt, 2);
  const auto runs = read([&](Session& s) { return failed_runs(s, third.id); });
  ASSERT_EQ(runs.size(), 1U) << "a run that was held back did not fail";
  EXPECT_EQ(runs[0].reason, "busy");
}

TEST_P(LeasesTest, GivesAJobToAnotherPartner) {
  put({job("a")});
  EXPECT_TRUE(end(take(1).at(0), Again{{1}, "down", "coles"}));
  EXPECT_EQ(take(1).at(0).partner, "coles");
}

TEST_P(LeasesTest, CountsInterruptionsInARow) {
  put({job("a")});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(take(1, Duration(0)).at(0).interruptions, i);
  EXPECT_TRUE(end(take(1).at(0), Later{{1}, "x"}));
  EXPECT_EQ(take(1).at(0).interruptions, 0);
}

TEST_P(LeasesTest, KeepsWhatStandsInTheReasonOfADeadJob) {
  put({job("a")});
  end(take(1).at(0), Dead{"the partner said: no such card"});
  const auto reason = read([](Session& s) {
    return store::query_value<std::string>(s, "SELECT reason FROM jobs WHERE state = 'dead'");
  });
  EXPECT_EQ(reason, "the partner said: no such card");
}

TEST_P(LeasesTest, RevivesOnlyWhatIsAtAnEnd) {
  put({job("ready"), job("dead"), job("done")});
  const auto revived = [&](const std::string& key) {
    return write([&](Session& s) { return revive(s, "org", "k", key, {0}); });
  };
  EXPECT_FALSE(revived("ready"));
  EXPECT_FALSE(revived("unknown"));
  for (const auto& one : take(3)) {
    if (one.key == "dead") end(one, Dead{"x"});
    if (one.key == "done") end(one, Done{});
  }
  EXPECT_FALSE(revived("ready")) << "it is leased";
  const auto ended = [&](const std::string& key) {
    return read([&](Session& s) { return is_at_end(s, "org", "k", key); });
  };
  EXPECT_FALSE(ended("ready"));
  EXPECT_FALSE(ended("unknown"));
  EXPECT_TRUE(ended("dead"));
  EXPECT_TRUE(ended("done"));
  EXPECT_TRUE(revived("dead"));
  EXPECT_TRUE(revived("done"));
  const auto again = take(9);
  EXPECT_EQ(keys(again), "dead done ");
  EXPECT_EQ(again.at(0).attempt, 1) << "attempts count anew";
  EXPECT_FALSE(again.at(0).interrupted);
}

TEST_P(LeasesTest, GivesBackTheLeasesOfADeadWorkerAsInterrupted) {
  put({job("a"), job("b"), job("c")});
  const auto mine = take(2, hours(1), "k", "mine");
  take(1, hours(1), "k", "other");
  EXPECT_EQ(write([](Session& s) { return release_leases(s, "mine"); }), 2);
  const auto again = take(9, hours(1), "k", "mine");
  EXPECT_EQ(keys(again), "a b ");
  EXPECT_TRUE(again.at(0).interrupted);
  EXPECT_EQ(again.at(0).attempt, 2);
  EXPECT_FALSE(end(mine.at(0), Done{})) << "the dead worker's lease is void";
  EXPECT_TRUE(end(again.at(0), Again{{0}, "x"}));
  EXPECT_FALSE(take(1).at(0).interrupted) << "the mark goes with the next told end";
}

TEST_P(LeasesTest, RenewsHeldLeasesOnly) {
  put({job("a"), job("b")});
  const auto first = take(2, Duration(0));
  const auto stolen = take(1, hours(1), "k", "thief").at(0);
  const std::vector<Lease> held{{first[0].id, first[0].lease}, {first[1].id, first[1].lease}};
  const auto answers = write([&](Session& s) { return renew(s, held, hours(1)); });
  EXPECT_EQ(stolen.id, first[0].id);
  EXPECT_FALSE(answers.at(0).held);
  EXPECT_TRUE(answers.at(1).held);
  EXPECT_EQ(keys(take(9)), "") << "the renewed lease holds";
}

TEST_P(LeasesTest, GivesEachJobToExactlyOneOfManyThreads) {
  constexpr int jobs_total = 1000, threads_total = 8;
  std::vector<NewJob> many;
  for (int i = 0; i < jobs_total; ++i) many.push_back(job("j" + std::to_string(i)));
  put(many);
  std::vector<std::vector<Job>> taken(threads_total);
  std::vector<std::thread> threads;
  for (int t = 0; t < threads_total; ++t)
    threads.emplace_back([this, t, &taken] {
      for (;;) {
        auto some = take(17, hours(1), "k", "w" + std::to_string(t));
        if (some.empty()) return;
        taken[static_cast<std::size_t>(t)].insert(taken[static_cast<std::size_t>(t)].end(),
                                                  some.begin(), some.end());
      }
    });
  for (auto& thread : threads) thread.join();
  std::set<std::int64_t> ids;
  std::size_t sum = 0;
  for (const auto& some : taken) {
    sum += some.size();
    for (const auto& one : some) {
      ids.insert(one.id);
      EXPECT_EQ(one.attempt, 1);
    }
  }
  EXPECT_EQ(sum, std::size_t{jobs_total});
  EXPECT_EQ(ids.size(), std::size_t{jobs_total});
}

TEST_P(LeasesTest, ARunThatNeverBeganSaysNothingOfTheOneBeforeIt) {
  put({job("a")});
  take(1, Duration(0));
  const auto second = take(1).at(0);
  EXPECT_TRUE(second.interrupted);
  const std::vector<Finished> ends{{second.id, second.lease, Later{{0}, "stopped"}, 0, true}};
  write([&](Session& s) { jobs::finish(s, ends); });
  const auto third = take(1).at(0);
  EXPECT_TRUE(third.interrupted);
  EXPECT_EQ(third.interruptions, 1);
  end(third, Later{{0}, "held back"});
  EXPECT_FALSE(take(1).at(0).interrupted);
}

}  // namespace
}  // namespace patchbay::jobs
