#include "tests/unit/policy/rules.h"

namespace patchbay::policy {
namespace {

using test::effects_of;
using test::missed;
using test::Texts;

// Seed 001.
constexpr const char* days = R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
reward { id = "bill", kind = "utility", capability = "apply_credit" }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20),
            partners = { "woolworths", "coles" } }
milestone { id = "month_3", days = 90, reward = "bill", amount = AUD(50), partners = { "agl" } }
milestone { id = "month_6", days = 180, reward = "grocery", amount = AUD(100),
            partners = { "coles" } }
milestone { id = "year_1", days = 365, reward = "grocery", amount = AUD(200), choice = true,
            partners = { "woolworths", "coles" } }
)";

Policy with(const std::string& limits) { return test::rules(days + limits); }
const Policy& programme() {
  static const Policy policy = with("");
  return policy;
}

Facts progress(std::int64_t day_count) {
  Facts facts;
  facts.occasion = Occasion::progress;
  facts.days = day_count;
  return facts;
}

// REQUIREMENTS.md section 32, "Milestones, seed 001".
TEST(DecideProgress, GivesWhatIsDueByDays) {
  EXPECT_EQ(effects_of(decide(programme(), progress(29))), Texts{});
  EXPECT_EQ(effects_of(decide(programme(), progress(30))), Texts{"award month_1 2000"});
  Facts facts = progress(89);
  facts.given = {"month_1"};
  EXPECT_EQ(effects_of(decide(programme(), facts)), Texts{});
  EXPECT_EQ(effects_of(decide(programme(), progress(200))),
            (Texts{"award month_1 2000", "award month_3 5000", "award month_6 10000"}));
  facts = progress(365);
  facts.given = {"month_1", "month_3", "month_6"};
  const auto decision = decide(programme(), facts);
  EXPECT_EQ(effects_of(decision), Texts{"award year_1 20000"});
  EXPECT_TRUE(missed(*decision, "month_3", Missed::given));
  EXPECT_TRUE(missed(*decide(programme(), progress(29)), "year_1", Missed::days));
}

TEST(DecideProgress, PointsThatWereReachedBeforeAreDueToo) {
  const Policy policy = with(R"(
milestone { id = "points_500", points = 500, reward = "bill", amount = AUD(5),
            partners = { "agl" } })");
  Facts facts = progress(0);
  facts.points = 499;
  EXPECT_EQ(effects_of(decide(policy, facts)), Texts{});
  facts.points = 500;
  EXPECT_EQ(effects_of(decide(policy, facts)), Texts{"award points_500 500"});
}

TEST(DecideProgress, AConditionOfAMilestoneCounts) {
  const Policy policy = test::rules(R"(
reward { id = "bill", kind = "utility", capability = "apply_credit" }
milestone { id = "checked", days = 30, reward = "bill", amount = AUD(5), partners = { "agl" },
            when = function(facts) return facts.points > 10 end })");
  EXPECT_TRUE(missed(*decide(policy, progress(30)), "checked", Missed::when));
  Facts facts = progress(30);
  facts.points = 11;
  EXPECT_EQ(effects_of(decide(policy, facts)), Texts{"award checked 500"});
}

TEST(DecideAwardLimits, DenyAndHoldReplaceTheAward) {
  const Policy policy = with(R"(
limit { id = "high", on = "award", above = AUD(50), effect = "hold", code = "HIGH_VALUE" }
limit { id = "top", on = "award", above = AUD(150), effect = "deny", code = "TOO_HIGH" })");
  const auto decision = decide(policy, progress(365));
  EXPECT_EQ(effects_of(decision),
            (Texts{"award month_1 2000", "award month_3 5000", "hold high HIGH_VALUE of month_6",
                   "deny top TOO_HIGH of year_1"}));
  EXPECT_FALSE(is_denied(*decision)) << "an award is denied, not what the customer does";
  EXPECT_TRUE(moves_value(*decision));
}

TEST(DecideAwardLimits, FlagAndNotifyStandBeside) {
  const Policy policy = with(R"(
limit { id = "look", on = "award", above = AUD(10), effect = "flag", code = "LOOK" }
limit { id = "tell", on = "award", above = AUD(10), effect = "notify", code = "TELL" })");
  EXPECT_EQ(
      effects_of(decide(policy, progress(30))),
      (Texts{"award month_1 2000", "flag look LOOK of month_1", "notify tell TELL of month_1"}));
}

TEST(DecideAwardLimits, AwardsOfOneDecisionAddUp) {
  const Policy two = with(R"(
limit { id = "daily", on = "award", at_most = 2, per = "day", effect = "deny", code = "DAILY" })");
  EXPECT_EQ(effects_of(decide(two, progress(180))),
            (Texts{"award month_1 2000", "award month_3 5000", "deny daily DAILY of month_6"}));
  Facts facts = progress(180);
  facts.counts["awards/day"] = 1;
  EXPECT_EQ(
      effects_of(decide(two, facts)),
      (Texts{"award month_1 2000", "deny daily DAILY of month_3", "deny daily DAILY of month_6"}));
  const Policy sum = with(R"(
limit { id = "yearly", on = "award", at_most = AUD(170), per = "year", effect = "hold",
        code = "YEARLY" })");
  EXPECT_EQ(effects_of(decide(sum, progress(180))),
            (Texts{"award month_1 2000", "award month_3 5000", "award month_6 10000"}));
  facts.counts = {{"award_minor/year", 1}};
  EXPECT_EQ(effects_of(decide(sum, facts)).back(), "hold yearly YEARLY of month_6");
  facts.counts = {{"award_minor/year", INT64_MAX}};
  EXPECT_EQ(effects_of(decide(sum, facts)).front(), "hold yearly YEARLY of month_1");
}

TEST(DecideAwardLimits, AnAccountIsNeededUnlessThePartnerIsStillChosen) {
  const Policy policy = with(R"(
limit { id = "linked", on = "award", needs = "link", effect = "hold", code = "NOT_LINKED" })");
  Facts facts = progress(365);
  facts.linked = {"coles"};
  EXPECT_EQ(effects_of(decide(policy, facts)),
            (Texts{"award month_1 2000", "hold linked NOT_LINKED of month_3", "award month_6 10000",
                   "award year_1 20000"}));
}

TEST(DecideAwardLimits, ATraitLetsPass) {
  const Policy policy = with(R"(
limit { id = "verified", on = "award", above = AUD(50), needs = "verified", effect = "deny",
        code = "NOT_VERIFIED" })");
  Facts facts = progress(180);
  EXPECT_EQ(effects_of(decide(policy, facts)).back(), "deny verified NOT_VERIFIED of month_6");
  facts.traits = {"verified"};
  EXPECT_EQ(effects_of(decide(policy, facts)).back(), "award month_6 10000");
}

TEST(DecideAwardLimits, AFunctionSeesTheMilestone) {
  const Policy policy = with(R"(
limit { id = "no_bills", on = "award", effect = "deny", code = "NO_BILLS",
        when = function(facts) return facts.milestone == "month_3" end })");
  EXPECT_EQ(effects_of(decide(policy, progress(90))),
            (Texts{"award month_1 2000", "deny no_bills NO_BILLS of month_3"}));
}

TEST(DecideAwardLimits, AFunctionThatFailsDecidesNothing) {
  const Policy policy = with(R"(
limit { id = "broken", on = "award", effect = "flag", code = "BROKEN",
        when = function(facts) return "perhaps" end })");
  EXPECT_EQ(decide(policy, progress(30)).error().kind, ErrorKind::invalid);
  EXPECT_TRUE(decide(policy, progress(29))) << "nothing is due: nobody asks";
}

TEST(DecideProgress, ALimitOnChecksStopsTheCheck) {
  const Policy policy = with(R"(
limit { id = "hourly", on = "check", at_most = 10, per = "hour", effect = "deny",
        code = "TOO_OFTEN" })");
  Facts facts = progress(30);
  facts.counts["checks/hour"] = 9;
  EXPECT_EQ(effects_of(decide(policy, facts)), Texts{"award month_1 2000"});
  facts.counts["checks/hour"] = 10;
  const auto decision = decide(policy, facts);
  EXPECT_EQ(effects_of(decision), Texts{"deny hourly TOO_OFTEN"});
  EXPECT_TRUE(is_denied(*decision));
  EXPECT_FALSE(moves_value(*decision));
}

}  // namespace
}  // namespace patchbay::policy
