#include "tests/unit/policy/rule_errors.h"

namespace patchbay::policy {
namespace {

using namespace test;

std::string error_with_all(const std::vector<std::pair<std::string, std::string>>& more) {
  auto declarations = small_programme();
  int line = 98;
  for (const auto& [name, json] : more) declarations.push_back(declare(name, json, ++line));
  return error_of(declarations);
}

std::string benefit(const std::string& id, const std::string& more = {}) {
  return R"({"id": ")" + id +
         R"(", "rounding": "floor", "discount": {"numerator": 1, "denominator": 20})" + more + "}";
}

std::string milestone(const std::string& more) {
  return R"({"id": "m", "points": 5, "amount": {"currency": "USD", "minor": 1})" + more + "}";
}

std::string limit(const std::string& id, const std::string& more) {
  return R"({"id": ")" + id + R"(", "on": "award", )" + more + "}";
}

TEST(WholeRules, TiersBeginAtZeroAndApart) {
  expect_says(error_with("tier", R"({"id": "dear", "name": "Dear", "from": 1000})"),
              "rules.lua:99: tier dear: begins at 1000 points, as does tier gold (rules.lua:2)");
  expect_says(error_with("tier", R"({"id": "other", "name": "Other"})"),
              "rules.lua:99: tier other: it has no `from`");
  auto declarations = small_programme();
  declarations[2].value.as_object()["from"] = 1;
  expect_says(error_of(declarations), "must begin at 0 points");
}

TEST(WholeRules, TiersMayBeSomebodyElsesToGiveOrNotThere) {
  auto declarations = small_programme();
  for (std::size_t i = 1; i <= 3; ++i) declarations[i].value.as_object().erase("from");
  const Policy policy = Policy::from_declarations(declarations).value();
  EXPECT_EQ(policy.tiers()[0].id, "gold") << "as written";
  EXPECT_EQ(error_without("tier"), "no error");
  EXPECT_EQ(error_without("earn"), "no error");
  std::erase_if(declarations, [](const auto& d) { return d.name == "tier"; });
  declarations[0].value.as_object()["multiplier"] = "tier";
  expect_says(error_of(declarations), "needs tiers");
}

TEST(WholeRules, NamesOfOtherRulesExist) {
  expect_says(error_without("reward"), "rules.lua:5: milestone points_1000: no reward has the id");
  expect_says(error_with("milestone", milestone(R"(, "reward": "bill_credits",
                                                   "partners": ["agl"])")),
              "did you mean \"bill_credit\"?");
  expect_says(error_with("fallback", R"({"reward": "vouchers", "partners": ["agl"]})"),
              "rules.lua:99: fallback fallback: no reward has the id \"vouchers\"");
  expect_says(error_with("benefit", benefit("b", R"(, "tiers": ["siver"])")),
              "did you mean \"silver\"?");
}

TEST(WholeRules, AMilestoneWithoutPartnersTakesTheFallbacks) {
  const std::string bare = milestone(R"(, "reward": "bill_credit")");
  expect_says(error_with("milestone", bare), "rules.lua:99: milestone m: nobody would give it");
  auto declarations = small_programme();
  declarations.push_back(declare("milestone", bare, 98));
  declarations.push_back(
      declare("fallback", R"({"reward": "bill_credit", "partners": ["agl", "origin"]})", 99));
  const Policy policy = Policy::from_declarations(declarations).value();
  EXPECT_EQ(policy.find_milestone("m")->partners, (std::vector<std::string>{"agl", "origin"}));
  EXPECT_EQ(policy.find_milestone("points_1000")->partners, std::vector<std::string>{"agl"});
}

TEST(WholeRules, AMilestoneKnowsHowLongItsRewardIsValid) {
  auto declarations = small_programme();
  EXPECT_EQ(Policy::from_declarations(declarations).value().milestones()[0].reward.valid_days,
            std::nullopt);
  const auto with_days = [&](std::int64_t days) {
    declarations[6].value.as_object()["valid_days"] = days;
    return declarations;
  };
  for (const std::int64_t days : {1, 365, 3650}) {
    const Policy policy = Policy::from_declarations(with_days(days)).value();
    EXPECT_EQ(policy.find_milestone("points_500")->reward.valid_days, days);
    EXPECT_EQ(policy.find_milestone("points_1000")->reward.valid_days, std::nullopt);
  }
  expect_says(error_of(with_days(3651)), "\"valid_days\" is 3651; at most 3650");
  expect_says(error_of(with_days(0)), "\"valid_days\" must be a whole number of at least 1");
}

TEST(WholeRules, AChoiceIsBetweenPartners) {
  auto declarations = small_programme();
  declarations[5].value.as_object()["choice"] = true;
  EXPECT_TRUE(Policy::from_declarations(declarations).value().milestones()[0].choice);
  declarations[4].value.as_object()["choice"] = true;
  expect_says(error_of(declarations), "nothing to choose between with one partner (agl)");
}

TEST(WholeRules, MilestonesStandInOrder) {
  auto declarations = small_programme();
  declarations.push_back(declare("milestone", R"({"id": "day", "days": 30, "reward": "bill_credit",
      "amount": {"currency": "USD", "minor": 1}, "partners": ["agl"]})",
                                 99));
  const Policy policy = Policy::from_declarations(declarations).value();
  EXPECT_EQ(policy.milestones()[0].id, "day");
  EXPECT_EQ(policy.milestones()[1].id, "points_500");
}

TEST(UnreachableRules, AnEarnRuleAfterOneForEverything) {
  expect_says(error_with("earn", R"({"id": "double", "points": 2, "basis": "purchase",
      "per": {"currency": "USD", "minor": 100}, "rounding": "floor", "categories": ["spa"]})"),
              "rules.lua:99: earn double: it can never count: earn earn (rules.lua:1)");
}

TEST(UnreachableRules, ABenefitThatAnotherCovers) {
  const auto after = [](const std::string& first, const std::string& second) {
    return error_with_all({{"benefit", benefit("a", first)}, {"benefit", benefit("b", second)}});
  };
  expect_says(after("", ""), "rules.lua:100: benefit b: it can never count: benefit a");
  expect_says(after(R"(, "tiers": ["gold", "silver"])", R"(, "tiers": ["gold"])"), "never count");
  EXPECT_EQ(after(R"(, "tiers": ["gold"])", R"(, "tiers": ["gold", "silver"])"), "no error");
  EXPECT_EQ(after(R"(, "categories": ["spa"])", ""), "no error");
  EXPECT_EQ(after(R"(, "minimum": {"currency": "USD", "minor": 5})", ""), "no error");
  EXPECT_EQ(after("", R"(, "partner": "hotel")"), "no error");
  EXPECT_EQ(after("", R"(, "payment": "ussd")"), "no error");
}

TEST(UnreachableRules, ASecondPriceOrShareForTheSame) {
  const std::string redeem = R"({"id": "ID", "points": 1, "rounding": "floor",
                                 "value": {"currency": "USD", "minor": 1}})";
  const auto named = [](std::string json, const std::string& id) {
    return json.replace(json.find("ID"), 2, id);
  };
  expect_says(error_with_all({{"redeem", named(redeem, "a")}, {"redeem", named(redeem, "b")}}),
              "rules.lua:100: redeem b: it can never count");
  const std::string share =
      R"({"id": "ID", "model": "fixed_fee", "fee": {"currency": "USD", "minor": 1}})";
  expect_says(
      error_with_all({{"revenue_share", named(share, "a")}, {"revenue_share", named(share, "b")}}),
      "rules.lua:100: revenue_share b: it can never count");
}

TEST(UnreachableRules, RewardsAndFallbacksThatNobodyAsksFor) {
  expect_says(error_with("reward", R"({"id": "r", "kind": "retail",
                                       "capability": "issue_voucher"})"),
              "rules.lua:99: reward r: no milestone gives it");
  expect_says(error_with("fallback", R"({"reward": "bill_credit", "partners": ["agl"]})"),
              "names its own partners");
  const std::string fallback = R"(, "reward": "bill_credit", "partners": ["agl"]})";
  expect_says(error_with_all({{"milestone", milestone(R"(, "reward": "bill_credit")")},
                              {"fallback", R"({"id": "a")" + fallback},
                              {"fallback", R"({"id": "b")" + fallback}}),
              "rules.lua:101: fallback b: it can never count: bill_credit has a fallback already");
}

TEST(UnreachableRules, ALimitWhereAnotherDeniesAlready) {
  const auto after = [](const std::string& first, const std::string& second) {
    return error_with_all({{"limit", limit("a", first)}, {"limit", limit("b", second)}});
  };
  const std::string deny_three = R"("effect": "deny", "at_most": 3, "per": "day")";
  expect_says(after(deny_three, R"("effect": "hold", "at_most": 5, "per": "day")"),
              "rules.lua:100: limit b: it can never count: limit a");
  EXPECT_EQ(after(deny_three, R"("effect": "hold", "at_most": 2, "per": "day")"), "no error");
  EXPECT_EQ(after(deny_three, R"("effect": "hold", "at_most": 5, "per": "week")"), "no error");
  EXPECT_EQ(after(deny_three, R"("effect": "flag", "at_most": 5, "per": "day")"), "no error")
      << "staff are told beside a denial";
  expect_says(after(R"("effect": "deny", "above": {"currency": "USD", "minor": 5})",
                    R"("effect": "deny", "above": {"currency": "USD", "minor": 9})"),
              "never count");
  EXPECT_EQ(after(R"("effect": "deny", "needs": "link")", R"("effect": "deny", "needs": "equity")"),
            "no error");
}

}  // namespace
}  // namespace patchbay::policy
