#include "hub/policy/limits.h"

#include "tests/unit/policy/rule_errors.h"

namespace patchbay::policy {
namespace {

using namespace test;

constexpr std::int64_t day_us = 86'400'000'000;

std::string limit_error(const std::string& fields) {
  return error_with("limit", R"({"id": "l", "effect": "deny", )" + fields + "}");
}

TEST(Limits, HaveAConditionThatCanBeMet) {
  expect_says(limit_error(R"("on": "link")"), "it has no condition");
  expect_says(limit_error(R"("on": "link", "at_most": 3)"), "at_most needs a period");
  expect_says(limit_error(R"("on": "link", "per": "day")"), "needs at_most");
  expect_says(limit_error(R"("on": "link", "at_most": 3, "per": "houre")"),
              "did you mean \"hour\"?");
  expect_says(limit_error(R"("on": "links", "at_most": 3, "per": "hour")"),
              "did you mean \"link\"?");
  expect_says(limit_error(R"("on": "link", "above": {"currency": "USD", "minor": 5})"),
              "has no amount of money");
  expect_says(limit_error(R"("on": "reconciliation", "at_most": 3, "per": "hour")"),
              "is not counted");
  expect_says(limit_error(R"("on": "order", "above": {"currency": "USD", "minor": 5},
                             "below": {"currency": "USD", "minor": 6})"),
              "no amount is both above and below");
  expect_says(limit_error(R"("on": "award", "needs": "link", "code": "no link")"), "upper-case");
  EXPECT_EQ(limit_error(R"("on": "award", "needs": "link", "code": "NO_LINK")"), "no error");
}

TEST(Limits, AskForCountsAndSumsByName) {
  auto declarations = small_programme();
  const auto add = [&](const std::string& json, int line) {
    declarations.push_back(declare("limit", json, line));
  };
  add(R"({"id": "a", "on": "link", "effect": "flag", "at_most": 3, "per": "hour"})", 20);
  add(R"({"id": "b", "on": "award", "effect": "deny", "per": "year",
          "at_most": {"currency": "USD", "minor": 50000}})",
      21);
  add(R"({"id": "c", "on": "award", "effect": "hold", "needs": "verified"})", 22);
  const Policy policy = Policy::from_declarations(declarations).value();
  EXPECT_EQ(counts_needed(policy, LimitOn::link), std::set<std::string>{"links/hour"});
  EXPECT_EQ(counts_needed(policy, LimitOn::award), std::set<std::string>{"award_minor/year"});
  EXPECT_TRUE(counts_needed(policy, LimitOn::order).empty());
  EXPECT_EQ(policy.limits()[0].code, "LIMIT_REACHED");
  for (const LimitRule& limit : {policy.limits()[0], policy.limits()[1]})
    EXPECT_NE(std::find(count_names().begin(), count_names().end(), count_name(limit)),
              count_names().end());
}

TEST(Limits, PeriodsEndNow) {
  const Timestamp now{1000 * day_us};
  EXPECT_EQ(period_start("hour", now).value().micros, 1000 * day_us - day_us / 24);
  EXPECT_EQ(period_start("week", now).value().micros, 993 * day_us);
  EXPECT_EQ(period_start("month", now).value().micros, 970 * day_us);
  EXPECT_EQ(period_start("year", now).value().micros, 635 * day_us);
  EXPECT_EQ(period_start("ever", now).value().micros, 0);
  expect_says(period_start("weak", now).error().message, "did you mean \"week\"?");
}

}  // namespace
}  // namespace patchbay::policy
