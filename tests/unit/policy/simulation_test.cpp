// Two versions over the same facts: what one gives more or less, to whom, and by which rule.
#include "hub/policy/simulation/simulation.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/rules.h"

namespace patchbay::policy {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;
constexpr Timestamp noon{1'790'000'000'000'000};
const Period period{noon, noon + Duration(40 * day_us)};

/// A point a dollar; a voucher at 100 points; another after 30 days, once a streak.
Policy small(int points_award, int days_award = 20, int days = 30) {
  return test::rules(
      "earn { points = 1, per = AUD(1), basis = \"purchase\", rounding = \"floor\" }\n"
      "tier { id = \"bronze\", name = \"B\", from = 0 }\n"
      "tier { id = \"silver\", name = \"S\", from = 100 }\n"
      "reward { id = \"voucher\", kind = \"retail\", capability = \"issue_voucher\" }\n"
      "milestone { id = \"points_100\", points = 100, reward = \"voucher\", amount = AUD(" +
      std::to_string(points_award) +
      "), partners = { \"coles\", \"woolworths\" } }\n"
      "milestone { id = \"month_1\", days = " +
      std::to_string(days) + ", again = \"each_streak\", reward = \"voucher\", amount = AUD(" +
      std::to_string(days_award) + "), partners = { \"woolworths\" } }\n");
}

Simulation of(const Policy& base, const Policy& draft) {
  return Simulation::make(base, draft).value();
}

RecordedFact order(const std::string& customer, std::int64_t dollars, std::int64_t points,
                   const std::string& tier = "bronze", int day = 0) {
  RecordedFact fact;
  fact.facts.customer = customer;
  fact.facts.at = noon + Duration(day * day_us);
  fact.facts.amount_minor = dollars * 100;
  fact.facts.points = points;
  fact.facts.spent_minor = points * 100;
  fact.facts.tier = tier;
  return fact;
}

RecordedFact look(const std::string& customer, std::int64_t days, int day = 0) {
  RecordedFact fact;
  fact.facts.occasion = Occasion::progress;
  fact.facts.customer = customer;
  fact.facts.at = noon + Duration(day * day_us);
  fact.facts.days = days;
  fact.facts.tier = "bronze";
  return fact;
}

TEST(SimulationTest, says_who_gains_what_by_which_rule_partner_and_day) {
  auto simulation = of(small(20), small(25));
  simulation.feed(order("anna", 60, 60));
  simulation.feed(order("ben", 10, 0));
  const auto result = simulation.finish(period);
  EXPECT_EQ(result.facts_read, 2);
  EXPECT_EQ(result.customers_gaining, 1);
  EXPECT_EQ(result.customers_losing, 0);
  EXPECT_EQ(result.customers_unchanged, 1);
  EXPECT_EQ(result.total.before.minor, 2000);
  EXPECT_EQ(result.total.after.minor, 2500);
  EXPECT_EQ(result.total.after.points, 70);
  EXPECT_EQ(result.by_reward.at("voucher").after.minor, 2500);
  EXPECT_EQ(result.by_partner.at("coles").after.minor, 2500);
  ASSERT_EQ(result.by_day.size(), 1u);
  EXPECT_EQ(result.by_day.begin()->second.before.minor, 2000);
  EXPECT_EQ(rules_responsible(result), std::vector<std::string>{"milestone points_100"});
  ASSERT_EQ(result.biggest.size(), 1u);
  EXPECT_EQ(result.biggest[0].customer, "anna");
  EXPECT_FALSE(result.biggest[0].why_after.empty());
}

TEST(SimulationTest, the_same_version_twice_changes_nothing) {
  auto simulation = of(small(20), small(20));
  simulation.feed(order("anna", 60, 60));
  simulation.feed(order("anna", 60, 120, "silver", 1));
  const auto result = simulation.finish(period);
  EXPECT_EQ(result.total.before, result.total.after);
  EXPECT_EQ(result.customers_unchanged, 1);
  EXPECT_TRUE(result.biggest.empty());
  EXPECT_TRUE(rules_responsible(result).empty());
}

TEST(SimulationTest, points_and_tier_go_on_as_each_version_would_have_had_them) {
  const std::string rest =
      "reward { id = \"voucher\", kind = \"retail\", capability = \"issue_voucher\" }\n"
      "milestone { id = \"points_100\", points = 100, reward = \"voucher\", amount = AUD(20),"
      " partners = { \"coles\" } }\n";
  const auto rules_with = [&](const char* points) {
    return test::rules(std::string("earn { points = ") + points +
                       ", per = AUD(1), basis = \"purchase\", rounding = \"floor\" }\n" + rest);
  };
  auto simulation = of(rules_with("1"), rules_with("2"));
  simulation.feed(order("anna", 30, 0, ""));
  simulation.feed(order("anna", 30, 30, "", 1));  // 60 points live, 120 by the draft
  const auto result = simulation.finish(period);
  EXPECT_EQ(result.total.before.points, 60);
  EXPECT_EQ(result.total.after.points, 120);
  EXPECT_EQ(result.total.before.minor, 0);
  EXPECT_EQ(result.total.after.minor, 2000);
}

TEST(SimulationTest, what_was_given_live_in_the_period_is_given_once_by_each_version) {
  auto simulation = of(small(20), small(20, 30, 20));
  auto first = look("anna", 30, 1);
  first.awarded = {"month_1"};
  simulation.feed(first);
  auto later = look("anna", 60, 31);
  later.facts.given = {"month_1"};
  simulation.feed(later);
  const auto result = simulation.finish(period);
  EXPECT_EQ(result.total.before.minor, 2000);
  EXPECT_EQ(result.total.after.minor, 3000);
}

TEST(SimulationTest, what_was_given_before_the_period_is_given_by_none) {
  auto simulation = of(small(20), small(20, 30));
  auto fact = look("anna", 90);
  fact.facts.given = {"month_1"};
  simulation.feed(fact);
  EXPECT_EQ(simulation.finish(period).total, Compared{});
}

TEST(SimulationTest, a_new_streak_gives_its_milestones_again) {
  auto simulation = of(small(20), small(20));
  auto before = look("anna", 35);
  before.facts.given = {"month_1"};
  before.earlier_streak = {"month_1"};
  simulation.feed(before);
  simulation.feed(look("anna", 2, 5));
  simulation.feed(look("anna", 31, 34));
  EXPECT_EQ(simulation.finish(period).total.after.minor, 4000);
}

TEST(SimulationTest, a_draft_without_a_tier_goes_on_from_points) {
  const std::string earn =
      "earn { points = 1, per = AUD(1), basis = \"purchase\", rounding = \"floor\" }\n";
  auto simulation = of(test::rules(earn + "tier { id = \"bronze\", name = \"B\", from = 0 }\n"),
                       test::rules(earn + "tier { id = \"member\", name = \"M\", from = 0 }\n"));
  simulation.feed(order("anna", 10, 0));
  const auto result = simulation.finish(period);
  EXPECT_TRUE(result.failed_after.empty());
  EXPECT_EQ(result.total.after.points, 10);
}

TEST(SimulationTest, a_fact_that_a_version_cannot_decide_is_counted_and_gives_nothing) {
  auto simulation =
      of(small(20),
         test::rules("earn { points = 1, per = AUD(1), basis = \"purchase\", rounding = \"floor\","
                     " when = function(facts) error(\"broken\") end }\n"));
  simulation.feed(order("anna", 10, 0));
  simulation.feed(order("ben", 10, 0));
  const auto result = simulation.finish(period);
  EXPECT_TRUE(result.failed_before.empty());
  ASSERT_EQ(result.failed_after.size(), 1u);
  EXPECT_NE(result.failed_after.begin()->first.find("rules.lua:2"), std::string::npos);
  EXPECT_EQ(result.failed_after.begin()->second, 2);
  EXPECT_EQ(result.total.after.points, 0);
  EXPECT_EQ(result.customers_losing, 2);
}

TEST(SimulationTest, keeps_the_ten_biggest_changes_in_order) {
  const auto rules_with = [](const char* points) {
    return test::rules(std::string("earn { points = ") + points +
                       ", per = AUD(1), basis = \"purchase\", rounding = \"floor\" }\n");
  };
  auto simulation = of(rules_with("1"), rules_with("2"));
  for (int i = 1; i <= 25; ++i) simulation.feed(order("c" + std::to_string(i), i, 0, ""));
  const auto result = simulation.finish(period);
  ASSERT_EQ(result.biggest.size(), biggest_max);
  EXPECT_EQ(result.biggest.front().customer, "c25");
  EXPECT_EQ(result.biggest.back().customer, "c16");
}

TEST(SimulationTest, two_that_share_the_customers_find_what_one_finds) {
  const Policy base = small(20), draft = small(35);
  auto whole = of(base, draft), first = of(base, draft), second = of(base, draft);
  for (int i = 0; i < 40; ++i) {
    const auto fact = order("c" + std::to_string(100 + i), 10 + 3 * i, 90, "bronze", i % 5);
    whole.feed(fact);
    (i < 17 ? first : second).feed(fact);
  }
  first.merge(std::move(second));
  EXPECT_EQ(first.finish(period), whole.finish(period));
}

TEST(SimulationTest, a_held_reward_counts_as_if_it_were_released) {
  const auto rules_with = [](const char* dollars) {
    return test::rules(
        "earn { points = 1, per = AUD(1), basis = \"purchase\", rounding = \"floor\" }\n"
        "reward { id = \"voucher\", kind = \"retail\", capability = \"issue_voucher\" }\n"
        "milestone { id = \"points_100\", points = 100, reward = \"voucher\", amount = AUD(" +
        std::string(dollars) +
        "), partners = { \"coles\" } }\n"
        "limit { id = \"large\", on = \"award\", above = AUD(100), effect = \"hold\" }\n");
  };
  auto simulation = of(rules_with("200"), rules_with("500"));
  simulation.feed(order("anna", 150, 0, ""));
  simulation.feed(order("anna", 10, 150, "", 1));
  const auto result = simulation.finish(period);
  EXPECT_EQ(result.total.before.minor, 200'00);
  EXPECT_EQ(result.total.after.minor, 500'00);
  EXPECT_EQ(result.by_reward.at("voucher").after.minor, 500'00);
  EXPECT_EQ(result.customers_gaining, 1);
}

TEST(SimulationTest, two_currencies_are_not_compared) {
  const auto dollars =
      test::rules("earn { points = 1, per = USD(1), basis = \"purchase\", rounding = \"floor\" }\n",
                  R"(id = "p", currency = "USD",)");
  const auto made = Simulation::make(small(20), dollars);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::invalid);
  EXPECT_NE(made.error().message.find("USD"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::policy
