#include "hub/jobs/slots.h"

#include <gtest/gtest.h>

namespace patchbay::jobs {
namespace {

using std::chrono::seconds;

constexpr std::size_t listed_max = 10;

Candidate waits(const std::string& partner, std::optional<Duration> due_in = Duration(0),
                Priority priority = Priority::normal) {
  return {{{"a", "org", partner}, priority, due_in}, Duration(0)};
}
Candidate held(const std::string& partner, Duration hold) {
  auto one = waits(partner);
  one.hold = hold;
  return one;
}
std::vector<Job> jobs(const std::string& partner, std::size_t count) {
  Job job;
  job.kind = "a";
  job.organisation = "org";
  job.partner = partner;
  return std::vector<Job>(count, job);
}
Source source(const std::string& partner) { return {"a", "org", partner}; }

std::string text(const Plan& plan) {
  std::string all;
  for (const auto& want : plan.wants)
    all += want.source.partner + ":" + std::to_string(want.limit) + " ";
  return all + (plan.is_short ? "short " : "") + (plan.is_partial ? "partial " : "");
}

class SlotsTest : public ::testing::Test {
 protected:
  SlotsTest() { slots_.add_kind("a", 10, 6); }
  std::string plan(std::vector<Candidate> candidates) {
    plan_ = slots_.plan("a", candidates, listed_max);
    return text(plan_);
  }
  std::optional<Duration> claimed(const std::vector<Job>& jobs) {
    return slots_.claimed(plan_, jobs);
  }

  Slots slots_{8};
  Plan plan_;
};

TEST_F(SlotsTest, SharesThePlacesBetweenSources) {
  EXPECT_EQ(plan({waits("x")}), "x:6 ") << "as many as a source may have";
  EXPECT_EQ(plan({waits("x"), waits("y")}), "x:4 y:4 ") << "claim_max between them";
  EXPECT_EQ(plan({waits("x"), waits("y"), waits("z")}), "x:3 y:3 z:2 ");
  EXPECT_EQ(plan({}), "");
}

TEST_F(SlotsTest, BeginsAfterTheSourceThatWasServedLast) {
  slots_ = Slots(2);
  slots_.add_kind("a", 10, 6);
  EXPECT_EQ(plan({waits("x"), waits("y"), waits("z")}), "x:1 y:1 short ");
  auto got = jobs("x", 1);
  got.push_back(jobs("y", 1)[0]);
  claimed(got);
  EXPECT_EQ(plan({waits("x"), waits("y"), waits("z")}), "z:1 x:1 short ");
}

TEST_F(SlotsTest, TakesTheHighestPriorityThatIsDueFirst) {
  EXPECT_EQ(plan({waits("x", seconds(1), Priority::high), waits("x", Duration(0)),
                  waits("x", Duration(0), Priority::low)}),
            "x:6 partial ");
  EXPECT_EQ(plan_.wants.at(0).priority, Priority::normal);
  EXPECT_EQ(plan_.next, seconds(1));
}

TEST_F(SlotsTest, DoesNotAskAgainForWhatComesAfterASourceWithoutPlace) {
  plan({waits("x")});
  claimed(jobs("x", 6));
  EXPECT_EQ(plan({waits("x"), waits("x", Duration(0), Priority::low)}), "short ");
  claimed({});
  EXPECT_TRUE(slots_.hungry().empty());
}

TEST_F(SlotsTest, LeavesHeldAndLeasedSources) {
  EXPECT_EQ(plan({held("x", seconds(5)), waits("y", std::nullopt), waits("z", seconds(7))}), "");
  EXPECT_EQ(claimed({}), seconds(5));
  EXPECT_TRUE(slots_.hungry().empty());
}

TEST_F(SlotsTest, LeavesAnEmptyKindAloneUntilItIsWoken) {
  EXPECT_EQ(slots_.hungry().size(), 1U);
  plan({waits("x")});
  claimed(jobs("x", 2));
  EXPECT_TRUE(slots_.hungry().empty()) << "fewer than wanted: there are no more";
  slots_.ended(source("x"));
  EXPECT_TRUE(slots_.hungry().empty());
  slots_.wake_all();
  EXPECT_EQ(slots_.hungry().size(), 1U);
}

TEST_F(SlotsTest, LooksAgainWhenAClaimWasFull) {
  plan({waits("x"), waits("y")});
  claimed(jobs("x", 4));
  EXPECT_EQ(slots_.hungry().size(), 1U);
}

TEST_F(SlotsTest, WaitsForAPlaceOfTheSource) {
  plan({waits("x")});
  claimed(jobs("x", 6));
  EXPECT_EQ(plan({waits("x")}), "short ");
  claimed({});
  EXPECT_TRUE(slots_.hungry().empty()) << "no place for x: no use in asking";
  slots_.ended(source("x"));
  EXPECT_EQ(slots_.hungry().size(), 1U);
  EXPECT_EQ(plan({waits("x")}), "x:1 ");
}

TEST_F(SlotsTest, SeesAPlaceThatBecameFreeWhileTheClaimWasOnItsWay) {
  plan({waits("x")});
  claimed(jobs("x", 6));
  EXPECT_EQ(plan({waits("x")}), "short ");
  slots_.ended(source("x"));
  claimed({});
  EXPECT_EQ(slots_.hungry().size(), 1U);
}

TEST_F(SlotsTest, AKindWithoutFreePlaceAsksForNothing) {
  plan({waits("x"), waits("y")});
  auto got = jobs("x", 4);
  const auto more = jobs("y", 4);
  got.insert(got.end(), more.begin(), more.end());
  claimed(got);
  EXPECT_EQ(plan({waits("z")}), "z:2 ");
  claimed(jobs("z", 2));
  EXPECT_TRUE(slots_.hungry().empty());
  slots_.ended(source("y"));
  EXPECT_EQ(slots_.hungry().size(), 1U);
}

TEST_F(SlotsTest, WalksThroughManySourcesBeforeItRests) {
  std::vector<Candidate> many;
  for (char c = 'a'; c < 'a' + static_cast<char>(listed_max); ++c)
    many.push_back(waits(std::string(1, c), seconds(9)));
  many.front() = waits("a", seconds(3));
  plan(many);
  EXPECT_EQ(claimed({}), std::nullopt) << "there is more to look at now";
  ASSERT_EQ(slots_.hungry().size(), 1U);
  EXPECT_EQ(slots_.hungry().at(0), (Cursor{source("j"), 1}));
  plan({waits("k", seconds(20))});
  EXPECT_EQ(claimed({}), seconds(3)) << "the soonest of the whole walk";
  EXPECT_TRUE(slots_.hungry().empty());
  slots_.wake_all();
  EXPECT_EQ(slots_.hungry().at(0), (Cursor{{"a", "", ""}, -1})) << "it begins anew";
}

TEST_F(SlotsTest, a_source_may_have_places_of_its_own) {
  auto few = waits("few"), many = waits("many");
  few.places = 2;
  many.places = 100;
  EXPECT_EQ(plan({few, many}), "few:2 many:6 ");
  slots_.claimed(plan_, jobs("few", 2));
  EXPECT_EQ(plan({few}), "short ");
  slots_.ended(source("few"));
  EXPECT_EQ(plan({few}), "few:1 ");
}

}  // namespace
}  // namespace patchbay::jobs
