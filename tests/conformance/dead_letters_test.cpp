#include "hub/jobs/dead_letters.h"

#include "tests/conformance/queue_support.h"

namespace patchbay::jobs {
namespace {

class DeadLettersTest : public QueueTest {
 protected:
  void bury(const std::string& key, const std::string& reason,
            const std::string& partner = "acme") {
    auto one = job(key);
    one.partner = partner;
    put({one});
    end(take(1).at(0), Dead{reason});
  }
  std::string found(const DeadFilter& filter, std::int64_t before = 0, std::size_t limit = 99) {
    std::string all;
    for (const auto& letter : read([&](Session& s) { return list_dead(s, filter, before, limit); }))
      all += letter.key + " ";
    return all;
  }
  std::vector<DeadLetter> all() {
    return read([&](Session& s) { return list_dead(s, {}, 0, 99); });
  }
};
PATCHBAY_ON_BOTH_STORES(DeadLettersTest);

TEST_P(DeadLettersTest, ListsTheNewestFirstByPageAndFilter) {
  bury("a", "no such card");
  bury("b", "100% of the QUOTA is used", "coles");
  bury("c", "1000 is too much");
  put({job("open")});
  EXPECT_EQ(found({}), "c b a ");
  EXPECT_EQ(found({}, 0, 2), "c b ");
  EXPECT_EQ(found({}, all().at(1).id), "a ");
  EXPECT_EQ(found({.partner = "coles"}), "b ");
  EXPECT_EQ(found({.key = "a"}), "a ");
  EXPECT_EQ(found({.kind = "other"}), "");
  EXPECT_EQ(found({.organisation = "other"}), "");
  EXPECT_EQ(found({.organisation = "org", .kind = "k", .reason = "quota"}), "b ");
  EXPECT_EQ(found({.reason = "100%"}), "b ") << "a sign of the pattern is a sign of the text";
  EXPECT_EQ(found({.since = all().at(1).died_at, .until = all().at(0).died_at}), "b ");
  EXPECT_EQ(read([](Session& s) { return count_dead(s, {.partner = "acme"}); }), 2);
}

TEST_P(DeadLettersTest, ShowsOneWithItsFailedRuns) {
  put({laned("a", "lane")});
  end(take(1).at(0), Again{{1}, "first"});
  end(take(1, std::chrono::hours(1), "k", "w2").at(0), Dead{"second"});
  const auto id = all().at(0).id;
  const auto letter = read([&](Session& s) { return find_dead(s, "org", id); });
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->lane, "lane");
  EXPECT_EQ(letter->payload, "{\"n\":1}");
  EXPECT_EQ(letter->reason, "second");
  EXPECT_EQ(letter->attempt, 2);
  EXPECT_GE(letter->died_at, letter->created_at);
  EXPECT_FALSE(read([&](Session& s) { return find_dead(s, "other", id); }));
  const auto runs = read([&](Session& s) { return failed_runs(s, id); });
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].attempt, 1);
  EXPECT_EQ(runs[0].reason, "first");
  EXPECT_EQ(runs[0].worker, "w");
  EXPECT_EQ(runs[1].worker, "w2");
  EXPECT_EQ(runs[1].reason, "second");
}

TEST_P(DeadLettersTest, RedrivesWhatIsStillDead) {
  bury("a", "x");
  bury("b", "x");
  const auto letters = all();
  const std::vector<std::int64_t> ids{letters[0].id, letters[1].id, 987654};
  EXPECT_EQ(write([&](Session& s) { return redrive(s, ids, {0}); }).size(), 2U);
  EXPECT_EQ(write([&](Session& s) { return redrive(s, ids, {0}); }).size(), 0U);
  const auto jobs = take(9);
  EXPECT_EQ(keys(jobs), "a b ");
  EXPECT_EQ(jobs[0].attempt, 1);
}

TEST_P(DeadLettersTest, DiscardsForGoodWithAReason) {
  bury("a", "x");
  const std::vector<std::int64_t> ids{all().at(0).id};
  EXPECT_EQ(write([&](Session& s) { return discard(s, ids, "the customer left"); }), 1);
  EXPECT_EQ(write([&](Session& s) { return discard(s, ids, "twice"); }), 0);
  EXPECT_EQ(write([&](Session& s) { return redrive(s, ids, {0}); }).size(), 0U);
  EXPECT_EQ(found({}), "");
  EXPECT_EQ(state("a"), "discarded");
  EXPECT_TRUE(read([](Session& s) { return is_at_end(s, "org", "k", "a"); }));
}

}  // namespace
}  // namespace patchbay::jobs
