#include <gtest/gtest.h>

#include "hub/policy/policy.h"
#include "tests/unit/policy/declare.h"

namespace patchbay::policy {
namespace {

const Policy& programme() {
  static const Policy policy = Policy::from_declarations(test::small_programme()).value();
  return policy;
}

// REQUIREMENTS.md section 32, "Points from orders" (C-26).
TEST(Evaluate, RoundsTheTotalHalfUp) {
  const std::tuple<std::int64_t, std::int64_t, const char*> vectors[] = {
      {3955, 40, "bronze"},   {10000, 100, "bronze"}, {41667, 417, "bronze"},
      {49949, 499, "bronze"}, {49950, 500, "silver"}, {83333, 833, "silver"},
      {99949, 999, "silver"}, {99950, 1000, "gold"},  {0, 0, "bronze"},
  };
  for (const auto& [spent, points, tier] : vectors) {
    const Decision decision = evaluate(programme(), {0, spent}).value();
    EXPECT_EQ(decision.points_earned, points) << spent;
    EXPECT_EQ(decision.tier_after->id, tier) << spent;
  }
}

TEST(Evaluate, AnOrderEarnsTheDifferenceOfRoundedRunningTotals) {
  // 0.40 each: totals 0.40, 0.80, 1.20 round to 0, 1, 1.
  EXPECT_EQ(evaluate(programme(), {0, 40}).value().points_earned, 0);
  EXPECT_EQ(evaluate(programme(), {40, 40}).value().points_earned, 1);
  EXPECT_EQ(evaluate(programme(), {80, 40}).value().points_earned, 0);
}

TEST(Evaluate, OneOrderCanCrossSeveralTiersAndMilestones) {
  const Decision decision = evaluate(programme(), {49949, 60000}).value();
  EXPECT_EQ(decision.tier_before->id, "bronze");
  EXPECT_EQ(decision.tier_after->id, "gold");
  ASSERT_EQ(decision.reached.size(), 2u);
  EXPECT_EQ(decision.reached[0]->id, "points_500");
  EXPECT_EQ(decision.reached[1]->id, "points_1000");
  EXPECT_TRUE(evaluate(programme(), {109949, 100000}).value().reached.empty());
}

TEST(Evaluate, RefusesWhatHasNoAnswer) {
  EXPECT_FALSE(evaluate(programme(), {0, -1}));
  EXPECT_FALSE(evaluate(programme(), {INT64_MAX, 1}));
}

TEST(Explain, NamesRulesFactsAndNumbers) {
  const Facts facts{45000, 5000};
  const std::string text = explain(programme(), facts, evaluate(programme(), facts).value());
  for (const char* part :
       {"Spent before: USD 450.00; this order: USD 50.00; in all: USD 500.00.",
        "rules.lua:1: earn: 1 point(s) per USD 1.00", "450 before, 500 now, so this order earns 50",
        "rules.lua:4: tier: Silver begins at 500 points: the customer moves from Bronze to Silver.",
        "rules.lua:6: milestone points_500: 500 points are reached: grocery_voucher of USD 20.00 "
        "from woolworths, else coles."})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

}  // namespace
}  // namespace patchbay::policy
