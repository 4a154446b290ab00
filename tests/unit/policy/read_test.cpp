#include "tests/unit/policy/rule_errors.h"

namespace patchbay::policy {
namespace {

using namespace test;

Policy policy_with(const std::string& name, const std::string& json) {
  auto declarations = small_programme();
  declarations.push_back(declare(name, json, 99));
  return Policy::from_declarations(declarations).value();
}

TEST(ReadRules, ReadsAWholeProgrammeInAnyOrder) {
  const Policy policy = Policy::from_declarations(small_programme()).value();
  EXPECT_EQ(policy.programme().currency.text(), "USD");
  EXPECT_EQ(policy.programme().id, "programme");
  ASSERT_EQ(policy.earns().size(), 1u);
  EXPECT_EQ(policy.earns()[0].points_per_minor, (Ratio{1, 100}));
  EXPECT_EQ(policy.earns()[0].id, "earn");
  ASSERT_EQ(policy.tiers().size(), 3u);
  EXPECT_EQ(policy.tiers()[0].id, "bronze");
  EXPECT_EQ(policy.tiers()[2].from, 1000);
  EXPECT_EQ(policy.tiers()[2].multiplier, (Ratio{1, 1}));
  EXPECT_EQ(policy.find_tier("silver")->name, "Silver");
  EXPECT_EQ(policy.find_tier("platinum"), nullptr);
  ASSERT_EQ(policy.milestones().size(), 2u);
  const MilestoneRule& first = policy.milestones()[0];
  EXPECT_EQ(&first, policy.find_milestone("points_500"));
  EXPECT_EQ(first.reward.capability, "issue_voucher");
  EXPECT_EQ(first.amount.minor, 2000);
  EXPECT_EQ(first.partners, (std::vector<std::string>{"woolworths", "coles"}));
  EXPECT_EQ(first.where, "rules.lua:6");
}

TEST(ReadRules, RulesAsDeclaredStandInOrderOfKind) {
  const Policy policy = Policy::from_declarations(small_programme()).value();
  const auto& declared = policy.declared();
  ASSERT_EQ(declared.size(), 9u);
  EXPECT_EQ(declared[0].kind, RuleKind::programme);
  EXPECT_EQ(declared[1].id, "gold");
  EXPECT_EQ(declared[4].kind, RuleKind::earn);
  EXPECT_EQ(declared[4].fields.begin()->key(), "points");
  EXPECT_EQ(declared[8].where, "rules.lua:8");
}

TEST(ReadRules, UnknownFieldNamesTheNearestWithItsLine) {
  const auto error = error_with("tier", R"({"id": "top", "name": "Top", "form": 5000})");
  expect_says(error, "rules.lua:99: tier: unknown field \"form\"; did you mean \"from\"?");
  expect_says(error_with("teir", R"({"id": "top"})"), "did you mean \"tier\"?");
}

TEST(ReadRules, MissingAndWrongFieldsSayWhatIsWanted) {
  expect_says(error_with("tier", R"({"id": "top", "from": 5})"), "\"name\" is missing");
  expect_says(error_with("tier", R"({"id": "top", "name": "Top", "from": "5"})"),
              "\"from\" must be a whole number of at least 0");
  expect_says(error_with("tier", R"({"id": "top", "name": "Top", "from": 0.5})"),
              "\"from\" must be a whole number");
  expect_says(error_with("tier", R"({"id": "Top Tier", "name": "Top", "from": 5})"),
              "only lower-case letters");
  expect_says(error_with("tier", R"([1, 2])"), "rules.lua:99: tier: write its fields by name");
  expect_says(error_with("tier", R"([])"), "\"id\" is missing");
  expect_says(error_with("tier", R"({"id": "top", "name": "Top", "from": 5, "multiplier": 2})"),
              "such as times \"1.2\"");
  expect_says(error_with("reward", R"({"id": "r", "kind": "retial", "capability": "x"})"),
              "did you mean \"retail\"?");
  expect_says(
      error_with("reward", R"({"id": "r", "kind": "retail", "capability": "isue_voucher"})"),
      "did you mean \"issue_voucher\"?");
  expect_says(
      error_with("reward", R"({"id": "r", "kind": "retail", "capability": "check_balance"})"),
      "gives nothing");
}

TEST(ReadRules, MoneyIsOfTheProgrammeAndAboveZero) {
  const auto milestone = [](const std::string& amount) {
    return R"({"id": "m", "points": 5, "reward": "bill_credit", "partners": ["agl"], "amount": )" +
           amount + "}";
  };
  expect_says(error_with("milestone", milestone("20")), "such as USD(20)");
  expect_says(error_with("milestone", milestone(R"({"currency": "USD", "minor": 0})")),
              "above zero");
  expect_says(error_with("milestone", milestone(R"({"currency": "XXX", "minor": 5})")),
              "\"XXX\" is not a currency");
  expect_says(error_with("milestone", milestone(R"({"currency": "AUD", "minor": 5})")),
              "is in AUD, but the currency of the programme is USD (rules.lua:9)");
  EXPECT_EQ(error_with("milestone", milestone(R"({"currency": "USD", "minor": 1})")), "no error");
}

TEST(ReadRules, IdsAreUniqueAmongTheirKind) {
  expect_says(error_with("tier", R"({"id": "gold", "name": "Gold", "from": 2000})"),
              "the id \"gold\" is taken at rules.lua:2");
  expect_says(error_with("earn", R"({"points": 1, "per": {"currency": "USD", "minor": 100},
                                     "basis": "running_total", "rounding": "floor"})"),
              "the id \"earn\" is taken at rules.lua:1; give each an id of its own");
  expect_says(error_with("milestone", R"({"id": "m", "points": 5, "reward": "bill_credit",
      "amount": {"currency": "USD", "minor": 1}, "partners": ["agl", "agl"]})"),
              "names \"agl\" twice");
  EXPECT_EQ(error_with("milestone", R"({"id": "gold", "points": 500, "reward": "bill_credit",
      "amount": {"currency": "USD", "minor": 1}, "partners": ["agl"]})"),
            "no error");
}

TEST(ReadRules, EarnKnowsItsBasisRoundingAndFactors) {
  const auto earn = [](const std::string& more) {
    auto declarations = small_programme();
    declarations[0] = declare("earn", R"({"points": 2, "per": {"currency": "USD", "minor": 100},
                                          "basis": "purchase")" +
                                          more + "}");
    return declarations;
  };
  expect_says(error_of(earn("")), "\"rounding\" is missing");
  expect_says(error_of(earn(R"(, "rounding": "nearest")")), "use floor, ceil, half_up");
  expect_says(error_of(earn(R"(, "rounding": "floor", "multiplier": "teir")")),
              "did you mean \"tier\"?");
  const Policy policy =
      Policy::from_declarations(earn(R"(, "rounding": "floor", "base_rounding": "ceil",
          "multiplier": "tier", "factor": {"numerator": 6, "denominator": 5},
          "categories": ["retail"])"))
          .value();
  const EarnRule& rule = policy.earns()[0];
  EXPECT_EQ(rule.basis, EarnBasis::purchase);
  EXPECT_EQ(rule.base_rounding, Rounding::ceil);
  EXPECT_TRUE(rule.tier_multiplies);
  EXPECT_EQ(rule.factor, (Ratio{6, 5}));
  EXPECT_EQ(rule.categories, std::vector<std::string>{"retail"});
  auto misspelt = small_programme();
  misspelt[0].value.as_object()["basis"] = "running_totl";
  expect_says(error_of(misspelt), "did you mean \"running_total\"?");
}

TEST(ReadRules, AProgrammeHasACurrencyAndAZoneThatExist) {
  const auto programme = [](const std::string& json) {
    auto declarations = small_programme();
    declarations.back() = declare("programme", json, 9);
    return error_of(declarations);
  };
  expect_says(programme(R"({"currency": "USD"})"), "\"time_zone\" is missing");
  expect_says(programme(R"({"currency": "USD", "time_zone": "Australia/Sidney"})"),
              "Australia/Sydney");
  expect_says(programme(R"({"currency": "dollar", "time_zone": "UTC"})"), "not a currency");
  expect_says(programme(R"({"currency": "USD", "time_zone": "UTC", "discounts": "added"})"),
              "additive");
  expect_says(error_without("programme"), "no file has a programme; add one such as");
  expect_says(error_with("programme", R"({"currency": "USD", "time_zone": "UTC"})"),
              "rules.lua:99: programme: there is a programme already, at rules.lua:9");
}

TEST(ReadRules, MilestonesAreReachedInOneWay) {
  const auto milestone = [](const std::string& when) {
    return error_with("milestone", R"({"id": "m", "reward": "bill_credit", "partners": ["agl"],
        "amount": {"currency": "USD", "minor": 1})" +
                                       when + "}");
  };
  expect_says(milestone(""), "nothing says when it is reached");
  expect_says(milestone(R"(, "days": 30, "points": 5)"), "not by both");
  expect_says(milestone(R"(, "points": 5, "again": "each_streak")"),
              "a count of points never starts anew");
  expect_says(milestone(R"(, "days": 30, "again": "always")"), "each_streak");
  expect_says(milestone(R"(, "days": 0)"), "at least 1");
  EXPECT_EQ(milestone(R"(, "days": 30, "again": "each_streak")"), "no error");
  expect_says(milestone(R"(, "points": 5, "choice": "yes")"), "must be true or false");
}

TEST(ReadRules, RoundingIsTheProgrammesUnlessItIsWritten) {
  const std::string benefit = R"({"id": "b", "discount": {"numerator": 1, "denominator": 20}})";
  expect_says(error_with("benefit", benefit), "nothing says how to round");
  auto declarations = small_programme();
  declarations.back().value.as_object()["rounding"] = "half_even";
  declarations.push_back(declare("benefit", benefit, 99));
  EXPECT_EQ(Policy::from_declarations(declarations).value().benefits()[0].rounding,
            Rounding::half_even);
  expect_says(error_with("benefit", R"({"id": "b", "rounding": "floor",
                                        "discount": {"numerator": 6, "denominator": 5}})"),
              "0 to 100 percent");
  expect_says(error_with("benefit", R"({"id": "b", "rounding": "floor", "discount": 5})"),
              "such as percent(5)");
}

TEST(ReadRules, RedeemingHasAPriceOrIsRefused) {
  const Policy policy = policy_with("redeem", R"({"points": 3, "rounding": "floor",
      "value": {"currency": "USD", "minor": 10}, "minimum": 100})");
  EXPECT_EQ(policy.redeems()[0].minor_per_point, (Ratio{10, 3}));
  EXPECT_EQ(policy.redeems()[0].minimum_points, 100);
  EXPECT_TRUE(policy_with("redeem", R"({"partner": "spa", "refused": true})").redeems()[0].refused);
  expect_says(error_with("redeem", R"({"points": 1, "refused": true})"), "take it away");
  expect_says(error_with("redeem", R"({"points": 1, "rounding": "floor"})"),
              "\"value\" is missing");
}

TEST(ReadRules, EachModelOfRevenueShareHasItsFields) {
  const Policy policy = policy_with("revenue_share", R"({"model": "hybrid", "rounding": "half_up",
      "share": {"numerator": 3, "denominator": 100}, "threshold": 100, "payer": "redeemer",
      "bonus": {"numerator": 1, "denominator": 20}})");
  EXPECT_EQ(policy.revenue_shares()[0].threshold, 100);
  EXPECT_FALSE(policy.revenue_shares()[0].origin_pays);
  expect_says(error_with("revenue_share", R"({"model": "fixed_fee"})"), "\"fee\" is missing");
  EXPECT_EQ(error_with("revenue_share",
                       R"({"model": "fixed_fee", "fee": {"currency": "USD", "minor": 25}})"),
            "no error");
  expect_says(error_with("revenue_share", R"({"model": "percentage", "rounding": "floor"})"),
              "\"share\" is missing");
  expect_says(error_with("revenue_share", R"({"model": "hybrid", "rounding": "floor",
                                              "share": {"numerator": 1, "denominator": 20}})"),
              "\"threshold\" is missing");
  expect_says(error_with("revenue_share", R"({"model": "percentage", "rounding": "floor",
                  "share": {"numerator": 1, "denominator": 20}, "threshold": 5})"),
              "belongs to model = \"hybrid\"");
}

TEST(ReadRules, SchedulesNameTimesThatCome) {
  const Policy policy = policy_with("schedule", R"({"run": "milestones", "cron": "0 2 * * *"})");
  EXPECT_EQ(policy.schedules()[0].time_zone, "UTC");
  expect_says(error_with("schedule", R"({"run": "rewards", "cron": "0 2 * * *"})"), "milestones");
  expect_says(error_with("schedule", R"({"run": "milestones", "cron": "0 25 * * *"})"),
              "rules.lua:99: schedule: cron: ");
  expect_says(error_with("schedule", R"({"run": "milestones", "cron": "@daily",
                                         "time_zone": "Sydney"})"),
              "Australia/Sydney");
}

TEST(ReadRules, ConditionsStandWhereTheyCanBeAsked) {
  expect_says(error_with("tier", R"({"id": "top", "name": "T", "from": 5, "when": true})"),
              "this kind of rule has no condition");
  expect_says(error_with("limit", R"({"id": "l", "on": "link", "effect": "deny", "when": true})"),
              "`when` must be a function");
  expect_says(error_with("limit", R"({"id": "l", "on": "link", "effect": "deny",
                                      "when": {"function": "a.lua:1"}})"),
              "only where a file has it");
}

TEST(PolicyHash, NamesWhatDecidesAndNotWhereItStands) {
  auto declarations = small_programme();
  const std::string hash = Policy::from_declarations(declarations).value().hash();
  EXPECT_EQ(hash.size(), 64u);
  declarations[4].where = "elsewhere.lua:7";
  EXPECT_EQ(Policy::from_declarations(declarations).value().hash(), hash);
  declarations[4].value.as_object()["points"] = 1001;
  EXPECT_NE(Policy::from_declarations(declarations).value().hash(), hash);
}

}  // namespace
}  // namespace patchbay::policy
