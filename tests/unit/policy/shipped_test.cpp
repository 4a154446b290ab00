// The policies that come with the hub, and those of the examples: their own tests hold, and touch
// every rule. Sums that go over many decisions are here (REQUIREMENTS.md section 32).

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "hub/base/text.h"
#include "hub/policy/decision.h"
#include "hub/policy/policy_tests.h"
#include "hub/policy/set_number.h"

namespace patchbay::policy {
namespace {

class ShippedSet : public ::testing::TestWithParam<const char*> {};

TEST_P(ShippedSet, ItsTestsHoldAndTouchEveryRule) {
  const auto begin = std::chrono::steady_clock::now();
  const auto policy = Policy::load(GetParam());
  ASSERT_TRUE(policy) << policy.error().message;
  const auto report = run_policy_tests(*policy);
  ASSERT_TRUE(report) << report.error().message;
  for (const TestFailure& failure : report->failures)
    ADD_FAILURE() << failure.where << ": " << failure.name << "\n" << join(failure.lines, "\n");
  EXPECT_GT(report->passed, 0u);
  EXPECT_TRUE(report->untouched.empty()) << join(report->untouched, "\n");
  const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  std::cout << GetParam() << ": " << report->passed << " tests in " << taken.count() << " ms\n";
}

INSTANTIATE_TEST_SUITE_P(Folders, ShippedSet,
                         ::testing::Values("policies/recovery", "policies/guide",
                                           "policies/restaurant", "policies/hybrid",
                                           "policies/network", "examples/policies"),
                         [](const auto& folder) {
                           std::string name(folder.param);
                           for (char& c : name)
                             if (c == '/') c = '_';
                           return name;
                         });

Facts transaction(std::int64_t amount_minor) {
  Facts facts;
  facts.occasion = Occasion::transaction;
  facts.amount_minor = amount_minor;
  return facts;
}

/// What is owed for it; -1: nothing was decided on.
std::int64_t share_of(const Policy& policy, const Facts& facts) {
  const Decision decision = decide(policy, facts).value();
  for (const Effect& effect : decision.effects)
    if (effect.kind == EffectKind::share) return effect.minor;
  return -1;
}

TEST(ShippedNetwork, AHundredAndTwentyHybridSharesAddUp) {
  const Policy policy = Policy::load("policies/network").value();
  std::int64_t sum = 0;
  for (std::int64_t before = 0; before < 120; ++before) {
    Facts facts = transaction(1000);
    facts.traits = {"hybrid"};
    facts.transactions_before = before;
    sum += share_of(policy, facts);
  }
  EXPECT_EQ(sum, 4000);
}

TEST(ShippedNetwork, SharesOfAFewCentsAreRoundedHalfUp) {
  // Without the minimum purchase of fraud.lua.
  auto files = read_policy_files("policies/network").value();
  std::erase_if(files, [](const PolicyFile& file) { return file.name.starts_with("fraud"); });
  const Policy policy = Policy::from_files(files).value();
  EXPECT_EQ(share_of(policy, transaction(1)), 0);
  EXPECT_EQ(share_of(policy, transaction(10)), 1);
  EXPECT_EQ(share_of(policy, transaction(30)), 2);
}

TEST(ShippedRecovery, AYearOfDailyLooksGivesThreeHundredAndSeventyDollars) {
  const Policy policy = Policy::load("policies/recovery").value();
  Facts facts;
  facts.occasion = Occasion::progress;
  facts.linked = {"agl", "opal"};
  facts.traits = {"verified"};
  std::int64_t sum = 0;
  std::vector<std::string> given_on;
  for (facts.days = 0; facts.days <= 400; ++facts.days) {
    const Decision decision = decide(policy, facts).value();
    for (const Effect& effect : decision.effects) {
      ASSERT_EQ(effect.kind, EffectKind::award);
      sum += effect.minor;
      facts.given.push_back(effect.rule->id);
      given_on.push_back(std::to_string(facts.days));
    }
  }
  EXPECT_EQ(sum, 37000);
  EXPECT_EQ(join(given_on, " "), "30 90 180 365");
}

TEST(ShippedRecovery, VouchersAreValidForAYear) {
  const Policy policy = Policy::load("policies/recovery").value();
  for (const RewardRule& reward : policy.rewards())
    EXPECT_EQ(reward.valid_days, reward.capability == "issue_voucher"
                                     ? std::optional<std::int64_t>(365)
                                     : std::nullopt)
        << reward.id;
  const auto numbers = declared_numbers(policy);
  EXPECT_TRUE(std::any_of(numbers.begin(), numbers.end(), [](const DeclaredNumber& one) {
    return one.path == "rewards.grocery_voucher.valid_days" && one.value == "365";
  }));
}

TEST(ShippedGuide, WhatIsPaidIsTheOriginalWithoutBothDiscounts) {
  const Policy policy = Policy::load("policies/guide").value();
  const std::tuple<const char*, const char*, std::int64_t, std::int64_t> payments[] = {
      {"bronze", "card", 1000000, 1000000},
      {"bronze", "mobile_money", 1000000, 980000},
      {"silver", "mobile_money", 1000000, 930000},
      {"gold", "ussd", 1000000, 890000},
      {"diamond", "mobile_money", 20000000, 14600000}};
  for (const auto& [tier, payment, amount, paid] : payments) {
    Facts facts;
    facts.occasion = Occasion::purchase;
    facts.tier = tier;
    facts.payment = payment;
    facts.category = "retail";
    facts.amount_minor = amount;
    EXPECT_EQ(decide(policy, facts).value().paid_minor, paid) << tier << " " << payment;
  }
}

}  // namespace
}  // namespace patchbay::policy
