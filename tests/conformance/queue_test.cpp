// Enqueue, cancel, revive, purge.
#include "tests/conformance/queue_support.h"

namespace patchbay::jobs {
namespace {

using std::chrono::hours;

class EnqueueTest : public QueueTest {
 protected:
  /// What enqueue says to a job that is wrong; also that nothing was stored.
  std::string refusal(const NewJob& wrong) {
    std::string text = "it was taken";
    try {
      put({job("good"), wrong});
    } catch (const ErrorException& refused) {
      EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
      text = refused.error().message;
    }
    EXPECT_EQ(counts().ready, 0) << text;
    return text;
  }
};
PATCHBAY_ON_BOTH_STORES(EnqueueTest);

TEST_P(EnqueueTest, RefusesWhatCannotBeDoneAndNamesTheField) {
  auto wrong = job("");
  EXPECT_NE(refusal(wrong).find("\"key\" is empty"), std::string::npos);
  wrong = job(std::string(201, 'x'));
  EXPECT_NE(refusal(wrong).find("\"key\" has 201 bytes"), std::string::npos);
  wrong = job("a", {0}, "");
  EXPECT_NE(refusal(wrong).find("\"kind\" is empty"), std::string::npos);
  wrong = job("a", {-1});
  EXPECT_NE(refusal(wrong).find("\"run_at\""), std::string::npos);
  wrong = job("a");
  wrong.partner = std::string(201, 'x');
  EXPECT_NE(refusal(wrong).find("\"partner\""), std::string::npos);
  wrong = laned("a", std::string(201, 'x'));
  EXPECT_NE(refusal(wrong).find("\"lane\""), std::string::npos);
  for (const auto* payload : {"", "[]", "1", "{", "{}x", "{\"a\":}", "[{}]", "null"}) {
    wrong = job("a");
    wrong.payload = payload;
    EXPECT_NE(refusal(wrong).find("\"payload\" is not a JSON object"), std::string::npos)
        << payload;
  }
  wrong = job("a");
  wrong.payload = "{\"a\":\"" + std::string(NewJob::payload_bytes_max, 'x') + "\"}";
  EXPECT_NE(refusal(wrong).find("\"payload\" has"), std::string::npos);
}

TEST_P(EnqueueTest, TakesWhatIsJustAllowed) {
  auto largest = laned(std::string(200, 'x'), std::string(200, 'y'));
  largest.partner = std::string(200, 'z');
  largest.payload = "{\"a\":\"" + std::string(NewJob::payload_bytes_max - 8, 'x') + "\"}";
  put({largest});
  EXPECT_EQ(take(1).at(0).payload, largest.payload);
}

TEST_P(EnqueueTest, ClaimsHigherPrioritiesFirstAmongWhatIsDue) {
  auto low = job("low", {1}), high = job("high", {3}), normal = job("normal", {2});
  auto later = job("later", system_clock().now() + hours(1));
  low.priority = Priority::low;
  high.priority = later.priority = Priority::high;
  put({low, later, normal, high});
  EXPECT_EQ(keys(take(1)), "high ");
  EXPECT_EQ(keys(take(1)), "normal ");
  EXPECT_EQ(keys(take(9)), "low ");
}

TEST_P(EnqueueTest, CancelsWhatHasNotBegun) {
  put({job("ready"), job("later", system_clock().now() + hours(1))});
  EXPECT_EQ(cancel("ready"), Cancelled::now);
  EXPECT_EQ(cancel("later"), Cancelled::now);
  EXPECT_EQ(cancel("ready"), Cancelled::no) << "it is at its end";
  EXPECT_EQ(cancel("unknown"), Cancelled::no);
  EXPECT_EQ(keys(take(9)), "");
  EXPECT_TRUE(read([](Session& s) { return is_at_end(s, "org", "k", "ready"); }));
}

TEST_P(EnqueueTest, CancelsARunningJobWhenItWouldRunAgain) {
  put({job("again"), job("later"), job("done"), job("dead")});
  const auto jobs = take(4);
  for (const auto& one : jobs) EXPECT_EQ(cancel(one.key), Cancelled::wanted);
  const std::vector<Lease> held{{jobs[0].id, jobs[0].lease}};
  EXPECT_TRUE(write([&](Session& s) { return renew(s, held, hours(1)); }).at(0).cancel_wanted);
  EXPECT_TRUE(end(jobs[0], Again{{1}, "busy"}));
  EXPECT_TRUE(end(jobs[1], Later{{1}, "busy"}));
  EXPECT_TRUE(end(jobs[2], Done{}));
  EXPECT_TRUE(end(jobs[3], Dead{"no"}));
  EXPECT_EQ(state("again"), "cancelled");
  EXPECT_EQ(state("later"), "cancelled");
  EXPECT_EQ(state("done"), "done");
  EXPECT_EQ(state("dead"), "dead");
}

TEST_P(EnqueueTest, TellsTheNextRunOfACancelThatItsWorkerMissed) {
  put({job("a")});
  take(1, Duration(0));
  EXPECT_EQ(cancel("a"), Cancelled::wanted);
  const auto next = take(1).at(0);
  EXPECT_TRUE(next.cancel_wanted);
  EXPECT_TRUE(next.interrupted);
}

TEST_P(EnqueueTest, CountsWhatIsOpenOfTheKindsThatWereAsked) {
  put({job("ready"), job("later", {std::int64_t{1} << 60}), job("leased"), job("done"),
       job("other", {0}, "o"), job("third", {0}, "t")});
  for (const auto& one : take(3))
    if (one.key == "done") end(one, Done{});
  const auto open = [this](std::vector<std::string_view> kinds, const char* organisation = "org") {
    return read([&](Session& s) { return count_open(s, organisation, kinds); });
  };
  EXPECT_EQ(open({"k"}), 3);
  EXPECT_EQ(open({"k", "o"}), 4);
  EXPECT_EQ(open({"none"}), 0);
  EXPECT_EQ(open({"k"}, "another"), 0);
}

TEST_P(EnqueueTest, PurgesTheOldestEndsAndNothingElse) {
  put({job("done"), job("young"), job("dead"), job("open"), job("cancelled")});
  cancel("cancelled");
  for (const auto& one : take(3)) {
    if (one.key == "dead") end(one, Dead{"x"});
    if (one.key != "dead") end(one, Done{});
  }
  write([](Session& s) {
    store::execute(s, "UPDATE jobs SET ended_at = 5 WHERE job_key = 'done'");
    store::execute(s, "UPDATE jobs SET ended_at = 6 WHERE job_key = 'cancelled'");
    store::execute(s, "UPDATE jobs SET ended_at = 4 WHERE job_key = 'dead'");
  });
  const auto purged = [&](std::int64_t before, std::size_t limit) {
    return write([&](Session& s) { return purge(s, {before}, limit); });
  };
  EXPECT_EQ(purged(5, 9), 0);
  EXPECT_EQ(purged(9, 1), 1);
  EXPECT_EQ(state("done"), "gone");
  EXPECT_EQ(purged(9, 9), 1);
  EXPECT_EQ(purged(9, 9), 0);
  EXPECT_EQ(state("cancelled"), "gone");
  for (const auto* key : {"young", "dead", "open"}) EXPECT_NE(state(key), "gone") << key;
  put({job("done")});
  EXPECT_EQ(state("done"), "open") << "a purged key may come again";
}

}  // namespace
}  // namespace patchbay::jobs
