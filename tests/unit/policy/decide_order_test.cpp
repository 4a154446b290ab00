#include "tests/unit/policy/rules.h"

namespace patchbay::policy {
namespace {

using test::effects_of;
using test::Texts;

constexpr const char* cannabis = R"(
earn { id = "equity", points = 1, per = USD(1), basis = "running_total", factor = times "1.2",
       rounding = "half_up", when = function(facts) return facts.traits[1] == "equity" end }
earn { id = "all", points = 1, per = USD(1), basis = "running_total", rounding = "half_up" }
tier { id = "gold", name = "Gold", from = 1000 }
tier { id = "bronze", name = "Bronze", from = 0 }
tier { id = "silver", name = "Silver", from = 500 }
milestone { id = "points_1000", points = 1000, reward = "credit", amount = USD(50),
            partners = { "agl" } }
milestone { id = "points_500", points = 500, reward = "credit", amount = USD(20),
            partners = { "agl" } }
reward { id = "credit", kind = "utility", capability = "apply_credit" }
)";

const Policy& programme() {
  static const Policy policy = test::rules(cannabis, R"(id = "p", currency = "USD",)");
  return policy;
}

Facts order(std::int64_t spent_minor, std::int64_t amount_minor) {
  Facts facts;
  facts.spent_minor = spent_minor;
  facts.points = spent_minor / 100 + (spent_minor % 100 >= 50 ? 1 : 0);  // earned by "all"
  facts.amount_minor = amount_minor;
  return facts;
}

std::string tier_of(const Result<Decision>& decision) {
  for (const Effect& effect : decision->effects)
    if (effect.kind == EffectKind::set_tier) return effect.rule->id;
  return "bronze";
}

// REQUIREMENTS.md section 32, "Points from orders" (C-26).
struct Order {
  std::int64_t spent;
  std::int64_t points, equity, base_first;
  const char* tier;
  const char* equity_tier;
};
constexpr Order orders[] = {
    {3955, 40, 47, 48, "bronze", "bronze"},     {10000, 100, 120, 120, "bronze", "bronze"},
    {41667, 417, 500, 500, "bronze", "silver"}, {49949, 499, 599, 599, "bronze", "silver"},
    {49950, 500, 599, 600, "silver", "silver"}, {83333, 833, 1000, 1000, "silver", "gold"},
    {99949, 999, 1199, 1199, "silver", "gold"}, {99950, 1000, 1199, 1200, "gold", "gold"},
    {0, 0, 0, 0, "bronze", "bronze"},
};

TEST(DecideOrder, RoundsTheTotalHalfUpOnce) {
  for (const Order& row : orders) {
    Facts facts = order(0, row.spent);
    const auto plain = decide(programme(), facts);
    EXPECT_EQ(plain->points_after, row.points) << row.spent;
    EXPECT_EQ(tier_of(plain), row.tier) << row.spent;
    facts.traits = {"equity"};
    const auto equity = decide(programme(), facts);
    EXPECT_EQ(equity->points_after, row.equity) << row.spent;
    EXPECT_EQ(tier_of(equity), row.equity_tier) << row.spent;
  }
}

TEST(DecideOrder, RoundsTheBaseFirstWhereTheRuleSaysSo) {
  const Policy policy = test::rules(R"(
earn { points = 1, per = USD(1), basis = "running_total", base_rounding = "half_up",
       factor = times "1.2", rounding = "half_up" })",
                                    R"(id = "p", currency = "USD",)");
  for (const Order& row : orders)
    EXPECT_EQ(decide(policy, order(0, row.spent)).value().points_after, row.base_first)
        << row.spent;
}

TEST(DecideOrder, EarnsTheDifferenceOfRoundedRunningTotals) {
  // 0.40 each: totals 0.40, 0.80, 1.20 round to 0, 1, 1.
  EXPECT_EQ(effects_of(decide(programme(), order(0, 40))), Texts{"earn all 0"});
  EXPECT_EQ(effects_of(decide(programme(), order(40, 40))), Texts{"earn all 1"});
  EXPECT_EQ(effects_of(decide(programme(), order(80, 40))), Texts{"earn all 0"});
}

TEST(DecideOrder, PointsInAllGrowByWhatIsEarnedWhateverRuleEarnedBefore) {
  // 100 dollars earned 120 points by "equity"; now "all" counts: 10 dollars make 10 points more.
  Facts facts = order(10'000, 1'000);
  facts.points = 120;
  const auto without = decide(programme(), facts);
  EXPECT_EQ(effects_of(without), Texts{"earn all 10"});
  EXPECT_EQ(without->points_before, 120);
  EXPECT_EQ(without->points_after, 130);
  facts = order(10'000, 1'000);
  facts.traits = {"equity"};
  const auto with = decide(programme(), facts);
  EXPECT_EQ(effects_of(with), Texts{"earn equity 12"});
  EXPECT_EQ(with->points_after, 112);
  facts.points = INT64_MAX;
  EXPECT_EQ(decide(programme(), facts).error().kind, ErrorKind::invalid);
}

TEST(DecideOrder, OneOrderCanCrossSeveralTiersAndMilestones) {
  Facts facts = order(49949, 60000);
  facts.tier = "bronze";
  EXPECT_EQ(effects_of(decide(programme(), facts)),
            (Texts{"earn all 600", "set_tier gold of bronze", "award points_500 2000",
                   "award points_1000 5000"}));
  facts = order(109949, 100000);
  facts.tier = "gold";
  EXPECT_EQ(effects_of(decide(programme(), facts)), Texts{"earn all 1000"});
}

TEST(DecideOrder, WhatWasGivenIsNotGivenAgain) {
  Facts facts = order(49949, 100);
  facts.given = {"points_500"};
  const auto decision = decide(programme(), facts);
  EXPECT_EQ(effects_of(decision), (Texts{"earn all 1", "set_tier silver of bronze"}));
  EXPECT_TRUE(test::missed(*decision, "points_500", Missed::given));
  EXPECT_TRUE(test::missed(*decision, "points_1000", Missed::points));
}

TEST(DecideOrder, ATierNeverGoesDown) {
  Facts facts = order(0, 60000);
  facts.tier = "gold";
  EXPECT_EQ(tier_of(decide(programme(), facts)), "bronze") << "no effect was expected";
}

TEST(DecideOrder, TheFirstRuleThatFitsEarns) {
  Facts facts = order(0, 10000);
  const auto plain = decide(programme(), facts);
  EXPECT_TRUE(test::missed(*plain, "equity", Missed::when));
  facts.traits = {"equity"};
  EXPECT_TRUE(test::missed(*decide(programme(), facts), "all", Missed::superseded));
}

TEST(DecideOrder, WithoutARuleThatFitsPointsStay) {
  const Policy policy = test::rules(R"(
earn { points = 1, per = AUD(1), basis = "purchase", rounding = "floor",
       categories = { "spa" } })");
  Facts facts = order(0, 10000);
  facts.points = 70;
  facts.category = "hotel";
  const auto decision = decide(policy, facts);
  EXPECT_EQ(effects_of(decision), Texts{});
  EXPECT_EQ(decision->points_after, 70);
  EXPECT_TRUE(test::missed(*decision, "earn", Missed::category));
}

TEST(DecideOrder, RefusesWhatHasNoAnswer) {
  EXPECT_EQ(decide(programme(), order(0, -1)).error().kind, ErrorKind::invalid);
  EXPECT_EQ(decide(programme(), order(INT64_MAX, 1)).error().kind, ErrorKind::invalid);
  Facts facts = order(0, 1);
  facts.counts["orders/day"] = -1;
  EXPECT_NE(decide(programme(), facts).error().message.find("orders/day"), std::string::npos);
  facts = order(0, 1);
  facts.tier = "silber";
  EXPECT_NE(decide(programme(), facts).error().message.find("did you mean \"silver\"?"),
            std::string::npos);
}

TEST(DecideOrder, AConditionThatFailsDecidesNothing) {
  const Policy policy = test::rules(R"(
earn { points = 1, per = AUD(1), basis = "purchase", rounding = "floor",
       when = function(facts) return facts.nothing.there end })");
  const auto decision = decide(policy, order(0, 100));
  ASSERT_FALSE(decision);
  EXPECT_NE(decision.error().message.find("rules.lua:4"), std::string::npos)
      << decision.error().message;
}

// REQUIREMENTS.md section 32, "Earning, seed 000": base floored, then the product.
constexpr const char* guide = R"(
tier { id = "bronze", name = "Bronze", from = 0 }
tier { id = "silver", name = "Silver", from = 1000, multiplier = times "1.2" }
tier { id = "gold", name = "Gold", from = 5000, multiplier = times "1.3" }
tier { id = "platinum", name = "Platinum", from = 15000, multiplier = times "1.5" }
tier { id = "diamond", name = "Diamond", from = 50000, multiplier = times(2) }
)";
constexpr const char* twice_floored = R"(
earn { points = 2, per = NGN(100), basis = "purchase", base_rounding = "floor",
       multiplier = "tier", rounding = "floor" })";
constexpr const char* once_floored = R"(
earn { points = 2, per = NGN(100), basis = "purchase", multiplier = "tier", rounding = "floor" })";
constexpr const char* naira = R"(id = "guide", currency = "NGN",)";
constexpr const char* tiers[] = {"bronze", "silver", "gold", "platinum", "diamond"};

std::int64_t earned(const Policy& policy, const char* tier, std::int64_t naira_spent) {
  Facts facts = order(0, naira_spent * 100);
  facts.tier = tier;
  return decide(policy, facts).value().effects.front().points;
}

TEST(DecideOrder, FloorsTheBaseAndThenTheProduct) {
  const Policy policy = test::rules(std::string(guide) + twice_floored, naira);
  const struct {
    std::int64_t amount;
    std::int64_t points[5];
  } rows[] = {{1, {0, 0, 0, 0, 0}},
              {49, {0, 0, 0, 0, 0}},
              {50, {1, 1, 1, 1, 2}},
              {99, {1, 1, 1, 1, 2}},
              {100, {2, 2, 2, 3, 4}},
              {999, {19, 22, 24, 28, 38}},
              {4'999, {99, 118, 128, 148, 198}},
              {10'000, {200, 240, 260, 300, 400}},
              {15'000, {300, 360, 390, 450, 600}},
              {123'456, {2'469, 2'962, 3'209, 3'703, 4'938}}};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < 5; ++i)
      EXPECT_EQ(earned(policy, tiers[i], row.amount), row.points[i])
          << tiers[i] << " " << row.amount;
}

// C-02: how many of the whole amounts 1..100,000 a single floor answers differently.
TEST(DecideOrder, ASingleFloorIsAnotherRule) {
  const Policy twice = test::rules(std::string(guide) + twice_floored, naira);
  const Policy once = test::rules(std::string(guide) + once_floored, naira);
  EXPECT_EQ(earned(twice, "silver", 42), 0);
  EXPECT_EQ(earned(once, "silver", 42), 1);
  const std::int64_t wanted[] = {0, 49'200, 56'800, 49'000, 50'000};
  for (std::size_t i = 0; i < 5; ++i) {
    std::int64_t different = 0;
    for (std::int64_t amount = 1; amount <= 100'000; ++amount)
      different += earned(twice, tiers[i], amount) != earned(once, tiers[i], amount);
    EXPECT_EQ(different, wanted[i]) << tiers[i];
  }
}

TEST(DecideOrder, RatiosThatDoNotFitTogetherAreRefused) {
  const Policy policy = test::rules(R"(
earn { points = 1, per = AUD "9999999999999.89", basis = "purchase",
       factor = ratio(999983, 999979), rounding = "floor" })");
  const auto decision = decide(policy, order(0, 100));
  ASSERT_FALSE(decision);
  EXPECT_NE(decision.error().message.find("rules.lua:3"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::policy
