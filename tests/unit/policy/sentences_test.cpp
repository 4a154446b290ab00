#include "hub/policy/sentences.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "tests/unit/policy/texts.h"

namespace patchbay::policy {
namespace {

using test::policy_with;

/// All sentences on rules of a kind, a line each.
std::string said(const Policy& policy, RuleKind kind) {
  std::string text;
  for (const RuleTable& table : rule_tables(policy))
    if (table.kind == kind)
      for (const auto& sentence : table.sentences) text += sentence + "\n";
  return text;
}
std::string said_of(RuleKind kind, const std::string& text) {
  return said(policy_with("more.lua", text), kind);
}

TEST(Sentences, milestones_say_what_comes_when) {
  EXPECT_EQ(said(test::care(), RuleKind::milestone),
            "After 30 days: a grocery voucher of AUD 20.00 from woolworths, else coles, once.\n"
            "After 90 days: a grocery voucher of AUD 49.50 from coles, once.\n");
  EXPECT_EQ(
      said_of(RuleKind::milestone,
              "milestone { id = \"day_1\", days = 1, reward = \"grocery_voucher\", amount = "
              "AUD(5), partners = { \"a\", \"b\" }, choice = true, again = \"each_streak\" }"),
      "After 1 day: a grocery voucher of AUD 5.00 from a or b, as the customer chooses, "
      "once, and again after a new start.\n" +
          said(test::care(), RuleKind::milestone));
}

TEST(Sentences, tiers_and_earning_name_rates_and_rounding) {
  const std::string text =
      "tier { id = \"b\", name = \"Bronze\", from = 0 }\n"
      "tier { id = \"s\", name = \"Silver\", from = 500, multiplier = times \"1.2\" }\n"
      "earn { points = 2, per = AUD(100), basis = \"purchase\", base_rounding = \"floor\",\n"
      "       multiplier = \"tier\", rounding = \"floor\" }\n";
  EXPECT_EQ(said_of(RuleKind::tier, text),
            "Bronze: from the start.\n"
            "Silver: from 500 points on; what is earned is multiplied by 1.2.\n");
  EXPECT_EQ(said_of(RuleKind::earn, text),
            "2 points for every AUD 100.00 spent, for each purchase by itself, first rounded down, "
            "multiplied as the tier says, rounded down.\n");
}

TEST(Sentences, rewards_say_how_long_they_are_valid) {
  const auto rewards = said_of(
      RuleKind::reward,
      "reward { id = \"book\", name = \"a book\", kind = \"retail\", capability = "
      "\"issue_voucher\", valid_days = 365 }\n"
      "milestone { id = \"day_1\", days = 1, reward = \"book\", amount = AUD(5), partners = "
      "{ \"a\" } }");
  EXPECT_NE(rewards.find("A book: a partner of kind retail is asked to issue voucher; it is valid "
                         "for 365 days unless the partner says otherwise.\n"),
            std::string::npos)
      << rewards;
}

TEST(Sentences, benefits_name_their_conditions) {
  EXPECT_EQ(said_of(RuleKind::benefit,
                    "benefit { id = \"b\", categories = { \"spa\" }, partner = \"h\", payment = "
                    "\"card\", discount = percent \"2.5\", minimum = AUD(50), maximum = AUD(9) }"),
            "2.5 % off for everybody in spa at h, paid by card, from AUD 50.00 on, at most "
            "AUD 9.00, rounded half up.\n");
}

TEST(Sentences, limits_say_when_they_are_hit_and_what_follows) {
  EXPECT_EQ(said_of(RuleKind::limit,
                    "limit { id = \"l\", on = \"link\", at_most = 3, per = \"hour\", effect = "
                    "\"flag\", code = \"TOO_MANY\" }\n"
                    "limit { id = \"f\", on = \"award\", needs = \"link\", effect = \"deny\",\n"
                    "  when = function(facts) return true end }\n"),
            "Linking an account goes on and is flagged (TOO_MANY) when there are more than 3 in an "
            "hour.\n"
            "A reward is refused (LIMIT_REACHED) when the customer has no account linked there and "
            "a function (more.lua:3) says so.\n");
}

TEST(Sentences, a_share_is_rounded_and_a_fixed_fee_is_not) {
  const std::string text =
      "revenue_share { id = \"fee\", model = \"fixed_fee\", fee = AUD \"0.25\", payer = "
      "\"origin\", categories = { \"spa\" } }\n"
      "revenue_share { id = \"rest\", model = \"percentage\", share = percent(5), payer = "
      "\"origin\", rounding = \"floor\" }\n";
  EXPECT_EQ(said_of(RuleKind::revenue_share, text),
            "AUD 0.25 for each reward redeemed in spa, paid by the business where the points were "
            "earned.\n"
            "5 % of each reward redeemed, paid by the business where the points were earned, "
            "rounded down.\n");
}

TEST(Sentences, tables_hold_every_declared_field) {
  const auto tables = rule_tables(test::care());
  ASSERT_EQ(tables.size(), 3U) << "programme, milestones, rewards";
  const RuleTable& milestones = tables.at(1);
  EXPECT_EQ(milestones.columns,
            (std::vector<std::string>{"id", "days", "reward", "amount", "partners", "where"}));
  EXPECT_EQ(milestones.rows.at(0),
            (std::vector<std::string>{"month_1", "30", "grocery_voucher", "AUD 20.00",
                                      "woolworths, coles", "rules/milestones.lua:4"}));
  EXPECT_EQ(to_json(tables).at(1).at("rows").as_array().size(), 2U);
}

TEST(Written, values_are_as_a_person_writes_them) {
  const auto shown = [](const char* json) { return written(boost::json::parse(json)); };
  EXPECT_EQ(shown(R"({"currency": "AUD", "minor": 2000})"), "AUD 20.00");
  EXPECT_EQ(shown(R"({"numerator": 1, "denominator": 20})"), "5 %");
  EXPECT_EQ(shown(R"({"numerator": 6, "denominator": 5})"), "1.2");
  EXPECT_EQ(shown(R"({"numerator": 1, "denominator": 3})"), "1/3");
  EXPECT_EQ(shown("true"), "yes");
  EXPECT_EQ(shown(R"(["a", "b"])"), "a, b");
  EXPECT_EQ(shown(R"({"function": "policies/fraud.lua:7"})"), "a function (fraud.lua:7)");
  EXPECT_EQ(shown("30"), "30");
}

}  // namespace
}  // namespace patchbay::policy
