#include "hub/policy/policy_tests.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "hub/base/text.h"

namespace patchbay::policy {
namespace {

constexpr const char* rules = R"(
programme { id = "help", currency = "AUD", time_zone = "UTC", rounding = "half_up" }
reward { id = "voucher", kind = "retail", capability = "issue_voucher" }
milestone { id = "month_1", days = 30, reward = "voucher", amount = AUD(20), partners = { "shop" } }
milestone { id = "month_3", days = 90, reward = "voucher", amount = AUD(50), partners = { "shop" } }
)";

std::vector<PolicyFile> files(const std::string& tests) {
  return {{"rules.lua", rules}, {"rules_test.lua", tests}};
}

Result<TestReport> run(const std::string& tests) {
  const auto policy = Policy::from_files(files(tests));
  if (!policy) return policy.error();
  return run_policy_tests(*policy);
}

TestReport report(const std::string& tests) { return run(tests).value(); }

std::string error(const std::string& tests) {
  const auto ran = run(tests);
  return ran ? "no error" : ran.error().message;
}

void expect_says(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
}

/// The lines of the one failure of these tests.
std::string failure(const std::string& tests) {
  const TestReport made = report(tests);
  if (made.failures.size() != 1) return std::to_string(made.failures.size()) + " failures, not one";
  return join(made.failures.front().lines, "\n");
}

TEST(PolicyTests, PassWhenEveryNamedFieldIsAsExpected) {
  const TestReport made = report(R"(
test { name = "early", facts = { occasion = "progress", days = 29 }, expect = {} }
test { name = "due", facts = { occasion = "progress", days = 30 },
       expect = { { effect = "award", rule = "month_1", amount = AUD(20), choice = false,
                    partners = { "shop" } } } }
test { name = "refused", facts = { occasion = "claim", milestone = "month_9" },
       error = "no milestone" }
)");
  EXPECT_TRUE(made.ok());
  EXPECT_EQ(made.passed, 3u);
}

TEST(PolicyTests, HaveBoundsAllTogether) {
  const auto policy = Policy::from_files(files(R"(
test { name = "first", facts = { occasion = "progress", days = 1 }, expect = {} }
test { name = "second", facts = { occasion = "progress", days = 2 }, expect = {} }
)"));
  TestLimits limits;
  limits.tests_max = 1;
  const auto too_many = run_policy_tests(*policy, limits);
  EXPECT_EQ(too_many.error().kind, ErrorKind::invalid);
  expect_says(too_many.error().message, "2 tests are too many: at most 1 run");
  limits = {};
  limits.cpu_max = std::chrono::milliseconds(0);
  const auto too_slow = run_policy_tests(*policy, limits);
  EXPECT_EQ(too_slow.error().kind, ErrorKind::invalid);
  expect_says(too_slow.error().message, "rules_test.lua:2: the tests were stopped at \"first\"");
  EXPECT_EQ(run_policy_tests(*policy).value().passed, 2u);
}

TEST(PolicyTests, NoTestIsAReportOfNothing) {
  const TestReport made = report("");
  EXPECT_TRUE(made.ok());
  EXPECT_EQ(made.passed, 0u);
}

TEST(PolicyTests, AFailureNamesPlaceFactsDifferenceAndReason) {
  const TestReport made = report(R"(
test { name = "a day too early", facts = { occasion = "progress", days = 29 },
       expect = { { effect = "award", rule = "month_1", amount = AUD(20) } } }
)");
  ASSERT_EQ(made.failures.size(), 1u);
  EXPECT_EQ(made.failures[0].name, "a day too early");
  expect_says(made.failures[0].where, "rules_test.lua:");
  const std::vector<std::string>& lines = made.failures[0].lines;
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "facts: progress, days 29");
  EXPECT_EQ(lines[1], "- expected: award month_1: amount AUD 20.00");
  expect_says(lines[2], "because milestone month_1 (rules.lua:4)");
  expect_says(lines[2], "29");
}

TEST(PolicyTests, AnotherValueIsShownBesideTheExpectedOne) {
  const std::string text = failure(R"(
test { name = "t", facts = { occasion = "progress", days = 30 },
       expect = { { effect = "award", rule = "month_1", amount = AUD(25) } } }
)");
  expect_says(text, "- expected: award month_1: amount AUD 25.00");
  expect_says(text, "+ got: award month_1: amount AUD 20.00");
  EXPECT_EQ(text.find("because"), std::string::npos) << text;
}

TEST(PolicyTests, SurplusEffectsAndAnotherOrderFail) {
  expect_says(failure(R"(
test { name = "t", facts = { occasion = "progress", days = 90 },
       expect = { { effect = "award", rule = "month_3" } } }
)"),
              "+ got: award month_1: amount AUD 20.00, reward voucher");
  expect_says(failure(R"(
test { name = "t", facts = { occasion = "progress", days = 90 },
       expect = { { effect = "award", rule = "month_3" }, { effect = "award", rule = "month_1" } } }
)"),
              "- expected: award month_1");
}

TEST(PolicyTests, ARuleThatIsNotThereIsGuessed) {
  expect_says(failure(R"(
test { name = "t", facts = { occasion = "progress", days = 5 },
       expect = { { effect = "award", rule = "mnth_1" } } }
)"),
              "there is no rule \"mnth_1\"; did you mean \"month_1\"?");
}

TEST(PolicyTests, AnErrorMayBeExpectedAndIsOtherwiseAFailure) {
  expect_says(failure(R"(
test { name = "t", facts = { occasion = "claim", milestone = "month_9" }, expect = {} }
)"),
              "+ got the error: no milestone \"month_9\"");
  expect_says(failure(R"(
test { name = "t", facts = { occasion = "claim", milestone = "month_9" }, error = "too late" }
)"),
              "- expected the error: too late");
  expect_says(failure(R"(
test { name = "t", facts = { occasion = "progress", days = 30 }, error = "no" }
)"),
              "+ got: award month_1");
}

TEST(PolicyTests, WhatIsWrittenWrongIsAnErrorWithItsLine) {
  const std::string start = "\n\ntest { name = \"t\", facts = { occasion = \"progress\" }, ";
  expect_says(error(start + "expct = {} }"), "rules_test.lua:3: test: unknown field \"expct\"");
  expect_says(error(start + "expect = { { effect = \"award\" } } }"), "write effect and rule");
  expect_says(error(start + "expect = { { effect = \"awrd\", rule = \"month_1\" } } }"),
              "did you mean \"award\"?");
  expect_says(
      error(start + "expect = { { effect = \"award\", rule = \"month_1\", amont = AUD(20) } } }"),
      "rules_test.lua:3: test \"t\": expect, entry 1: the effect \"award\" has no field \"amont\"; "
      "did you mean \"amount\"?");
  expect_says(error(start + "expect = \"nothing\" }"), "expect must be a list of effects");
  expect_says(error(start + "}"), "say what it expects, or the error");
  expect_says(error(start + "expect = {}, error = \"x\" }"), "say what it expects, or the error");
  expect_says(error("test { name = \"t\", expect = {} }"), "\"facts\" is missing");
  expect_says(error("test { facts = { occasion = \"progress\" }, expect = {} }"),
              "\"name\" is missing");
  expect_says(error("test { name = \"t\", facts = { ocasion = \"progress\" }, expect = {} }"),
              "did you mean \"occasion\"?");
  expect_says(error("milestone { id = \"month_1\" }"), "rules_test.lua:1");
  expect_says(error("test {"), "rules_test.lua:1");
}

TEST(PolicyTests, EachHasANameOfItsOwn) {
  const std::string twin =
      "test { name = \"t\", facts = { occasion = \"progress\" }, expect = {} }\n";
  expect_says(error(twin + twin),
              "rules_test.lua:2: test: the name \"t\" is taken at rules_test.lua:1");
}

TEST(PolicyCoverage, NamesRulesAndBranchesThatNoTestTouches) {
  const auto untouched = report(R"(
test { name = "t", facts = { occasion = "progress", days = 30 },
       expect = { { effect = "award", rule = "month_1" } } }
)")
                             .untouched;
  EXPECT_EQ(untouched,
            (std::vector<std::string>{
                "milestone month_1 (rules.lua:4): no test in which \"days\" keeps it from "
                "counting",
                "milestone month_1 (rules.lua:4): no test in which it was given before",
                "milestone month_3 (rules.lua:5): no test gives it",
                "milestone month_3 (rules.lua:5): no test in which it was given before"}));
  EXPECT_EQ(report("").untouched.size(), 6u);
}

constexpr const char* shop_rules = R"(
programme { currency = "NGN", time_zone = "UTC", rounding = "floor" }
tier { id = "silver", name = "Silver" }
benefit { id = "silver", tiers = { "silver" }, categories = { "spa" }, minimum = NGN(50),
          maximum = NGN(10), discount = percent(10) }
redeem { id = "points", points = 1, value = NGN(1), minimum = 100 }
limit { id = "large", on = "purchase", above = NGN(500), at_most = 3, per = "hour", effect = "flag",
        when = function(facts) return facts.partner == "s" end }
revenue_share { id = "share", model = "hybrid", share = percent(3), threshold = 100,
                bonus = percent(5), minimum = NGN(3) }
)";

/// What is untouched by tests of these facts, without their places.
std::vector<std::string> left_by(const std::vector<std::string>& facts) {
  std::string tests;
  for (const std::string& one : facts)
    tests += "test { name = \"" + std::to_string(tests.size()) + "\", facts = { " + one +
             " }, expect = {} }\n";
  const auto policy =
      Policy::from_files({{"shop.lua", shop_rules}, {"shop_test.lua", tests}}).value();
  std::vector<std::string> left = run_policy_tests(policy).value().untouched;
  for (std::string& line : left) {
    const auto place = line.find(" (shop.lua");
    line.replace(place, line.find(':', line.find(')')) - place, "");
  }
  return left;
}

TEST(PolicyCoverage, EachConditionIsABranchOfItsOwn) {
  const std::string purchase = "occasion = \"purchase\", ";
  const std::vector<std::string> no_purchase_rules =
      left_by({"occasion = \"redemption\", points_asked = 200, balance = 500",
               "occasion = \"redemption\", points_asked = 99, balance = 500",
               "occasion = \"transaction\", amount_minor = 1000",
               "occasion = \"transaction\", amount_minor = 1000, transactions_before = 100",
               "occasion = \"transaction\", amount_minor = 299"});
  EXPECT_EQ(
      no_purchase_rules,
      (std::vector<std::string>{
          "tier silver: no test has a customer in it", "benefit silver: no test uses it",
          "benefit silver: no test in which \"tiers\" keeps it from counting",
          "benefit silver: no test in which \"categories\" keeps it from counting",
          "benefit silver: no test in which \"minimum\" keeps it from counting",
          "benefit silver: no test in which \"maximum\" caps it", "limit large: no test hits it",
          "limit large: no test in which \"above\" keeps it from counting",
          "limit large: no test in which \"at_most\" keeps it from counting",
          "limit large: no test in which its function answers false"}));

  const std::string silver = purchase + "tier = \"silver\", category = \"spa\", ";
  const std::string often = ", counts = { [\"purchases/hour\"] = 3 }";
  const std::vector<std::string> no_other_rules =
      left_by({purchase + "category = \"spa\", amount_minor = 6000",
               purchase + "tier = \"silver\", amount_minor = 6000", silver + "amount_minor = 4999",
               silver + "amount_minor = 60000", silver + "amount_minor = 60000" + often,
               silver + "amount_minor = 60000, partner = \"s\"" + often});
  EXPECT_EQ(no_other_rules,
            (std::vector<std::string>{
                "redeem points: no test uses it",
                "redeem points: no test in which \"minimum\" keeps it from counting",
                "revenue_share share: no test uses it",
                "revenue_share share: no test in which \"minimum\" keeps it from counting",
                "revenue_share share: no test is within the threshold",
                "revenue_share share: no test is beyond the threshold"}));
}

TEST(PolicyCoverage, ARefusalForTheBalanceIsNoUse) {
  const auto left = left_by({"occasion = \"redemption\", points_asked = 200, balance = 5"});
  EXPECT_NE(std::find(left.begin(), left.end(), "redeem points: no test uses it"), left.end());
}

TEST(PolicyCoverage, ADiscountOfNothingCountsAsUsed) {
  const auto policy = Policy::from_files({{"a.lua", R"(
programme { currency = "NGN", time_zone = "UTC", rounding = "floor" }
tier { id = "bronze", name = "Bronze" }
tier { id = "silver", name = "Silver" }
benefit { id = "bronze", tiers = { "bronze" }, discount = percent(0) }
)"},
                                          {"a_test.lua", R"(
for _, tier in ipairs { "bronze", "silver" } do
  test { name = tier, facts = { occasion = "purchase", tier = tier, amount_minor = 100 },
         expect = {} }
end
)"}}).value();
  const TestReport made = run_policy_tests(policy).value();
  EXPECT_TRUE(made.ok());
  EXPECT_TRUE(made.untouched.empty()) << join(made.untouched, "\n");
}

}  // namespace
}  // namespace patchbay::policy
