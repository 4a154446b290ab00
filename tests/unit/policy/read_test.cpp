#include <gtest/gtest.h>

#include "hub/policy/policy.h"
#include "tests/unit/policy/declare.h"

namespace patchbay::policy {
namespace {

using test::declare;
using test::small_programme;

std::string error_of(std::vector<adapters::lua::Declaration> declarations) {
  const auto policy = Policy::from_declarations(declarations);
  return policy ? "no error" : policy.error().message;
}

std::string error_with(const std::string& name, const std::string& json) {
  auto declarations = small_programme();
  declarations.push_back(declare(name, json, 99));
  return error_of(declarations);
}

std::string error_without(const std::string& name) {
  auto declarations = small_programme();
  std::erase_if(declarations, [&](const auto& d) { return d.name == name; });
  return error_of(declarations);
}

void expect_says(const std::string& error, const std::string& part) {
  EXPECT_NE(error.find(part), std::string::npos) << error;
}

TEST(ReadRules, ReadsAWholeProgrammeInAnyOrder) {
  const Policy policy = Policy::from_declarations(small_programme()).value();
  EXPECT_EQ(policy.earn().points_per_minor, (Ratio{1, 100}));
  EXPECT_EQ(policy.earn().currency.text(), "USD");
  ASSERT_EQ(policy.tiers().size(), 3u);
  EXPECT_EQ(policy.tiers()[0].id, "bronze");
  EXPECT_EQ(policy.tiers()[2].from, 1000);
  ASSERT_EQ(policy.milestones().size(), 2u);
  const MilestoneRule& first = policy.milestones()[0];
  EXPECT_EQ(first.id, "points_500");
  EXPECT_EQ(first.reward.capability, "issue_voucher");
  EXPECT_EQ(first.amount.minor, 2000);
  EXPECT_EQ(first.partners, (std::vector<std::string>{"woolworths", "coles"}));
  EXPECT_EQ(first.where, "rules.lua:6");
}

TEST(ReadRules, UnknownFieldNamesTheNearestWithItsLine) {
  const auto error = error_with("tier", R"({"id": "top", "name": "Top", "form": 5000})");
  expect_says(error, "rules.lua:99: tier: unknown field \"form\"; did you mean \"from\"?");
}

TEST(ReadRules, MissingAndWrongFieldsSayWhatIsWanted) {
  expect_says(error_with("tier", R"({"id": "top", "name": "Top"})"), "\"from\" is missing");
  expect_says(error_with("tier", R"({"id": "top", "name": "Top", "from": "5"})"),
              "\"from\" must be a whole number of at least 0");
  expect_says(error_with("tier", R"({"id": "Top Tier", "name": "Top", "from": 5})"),
              "only lower-case letters");
  expect_says(error_with("tier", R"([1, 2])"), "rules.lua:99: tier: write its fields by name");
  expect_says(error_with("tier", R"([])"), "\"id\" is missing");
  expect_says(error_with("reward", R"({"id": "r", "kind": "retial", "capability": "x"})"),
              "did you mean \"retail\"?");
  expect_says(
      error_with("reward", R"({"id": "r", "kind": "retail", "capability": "isue_voucher"})"),
      "did you mean \"issue_voucher\"?");
  expect_says(
      error_with("reward", R"({"id": "r", "kind": "retail", "capability": "check_balance"})"),
      "gives nothing");
}

TEST(ReadRules, MoneyMustBeMoneyAboveZero) {
  const auto milestone = [](const std::string& amount) {
    return R"({"id": "m", "points": 5, "reward": "bill_credit", "partners": ["agl"], "amount": )" +
           amount + "}";
  };
  expect_says(error_with("milestone", milestone("20")), "such as USD(20)");
  expect_says(error_with("milestone", milestone(R"({"currency": "USD", "minor": 0})")),
              "above zero");
  expect_says(error_with("milestone", milestone(R"({"currency": "XXX", "minor": 5})")),
              "\"XXX\" is not a currency");
  EXPECT_EQ(error_with("milestone", milestone(R"({"currency": "USD", "minor": 1})")), "no error");
}

TEST(ReadRules, IdsAndNumbersAreUnique) {
  expect_says(error_with("tier", R"({"id": "gold", "name": "Gold", "from": 2000})"),
              "the id \"gold\" is taken at rules.lua:2");
  expect_says(error_with("tier", R"({"id": "dear", "name": "Dear", "from": 1000})"),
              "as does \"gold\" at rules.lua:2");
  expect_says(error_with("earn", R"({"points": 1, "per": {"currency": "USD", "minor": 100},
                                     "basis": "running_total", "rounding": "floor"})"),
              "an earn rule already, at rules.lua:1");
  expect_says(error_with("milestone", R"({"id": "m", "points": 5, "reward": "bill_credit",
      "amount": {"currency": "USD", "minor": 1}, "partners": ["agl", "agl"]})"),
              "names \"agl\" twice");
}

TEST(ReadRules, AMilestoneMayLeaveTheChoiceToTheCustomer) {
  auto declarations = small_programme();
  const std::string hash = Policy::from_declarations(declarations).value().hash();
  declarations[5].value.as_object()["choice"] = true;
  const Policy policy = Policy::from_declarations(declarations).value();
  EXPECT_TRUE(policy.milestones()[0].choice);
  EXPECT_FALSE(policy.milestones()[1].choice);
  EXPECT_NE(policy.hash(), hash);
  declarations[5].value.as_object()["choice"] = "yes";
  expect_says(error_of(declarations), "\"choice\" must be true or false");
}

TEST(ReadRules, EarnKnowsItsBasisAndRounding) {
  auto rules = small_programme();
  rules[0].value.as_object()["basis"] = "running_totl";
  expect_says(error_of(rules), "did you mean \"running_total\"?");
  rules[0].value.as_object()["basis"] = "running_total";
  rules[0].value.as_object()["rounding"] = "nearest";
  expect_says(error_of(rules), "use floor, ceil, half_up");
}

TEST(ReadRules, ASetOfRulesMustBeWhole) {
  expect_says(error_without("earn"), "no file has an earn rule");
  expect_says(error_without("tier"), "no file has a tier");
  expect_says(error_without("reward"), "rules.lua:5: milestone: no reward has the id");
  auto declarations = small_programme();
  declarations[2].value.as_object()["from"] = 1;
  expect_says(error_of(declarations), "must begin at 0 points");
  expect_says(error_with("milestone", R"({"id": "m", "points": 5, "reward": "bill_credits",
      "amount": {"currency": "USD", "minor": 1}, "partners": ["agl"]})"),
              "did you mean \"bill_credit\"?");
}

TEST(PolicyHash, NamesWhatDecidesAndNothingElse) {
  auto declarations = small_programme();
  const std::string hash = Policy::from_declarations(declarations).value().hash();
  EXPECT_EQ(hash.size(), 64u);
  std::swap(declarations[1], declarations[3]);
  declarations[4].where = "elsewhere.lua:7";
  EXPECT_EQ(Policy::from_declarations(declarations).value().hash(), hash);
  declarations[4].value.as_object()["points"] = 1001;
  EXPECT_NE(Policy::from_declarations(declarations).value().hash(), hash);
}

}  // namespace
}  // namespace patchbay::policy
