#include "hub/policy/explain.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "tests/unit/policy/rules.h"

namespace patchbay::policy {
namespace {

constexpr const char* programme = R"(
earn { id = "spent", points = 1, per = AUD(1), basis = "running_total", rounding = "half_up" }
tier { id = "bronze", name = "Bronze", from = 0 }
tier { id = "silver", name = "Silver", from = 500 }
reward { id = "grocery", kind = "retail", capability = "issue_voucher", name = "Grocery voucher" }
milestone { id = "points_500", points = 500, reward = "grocery", amount = AUD(20),
            partners = { "woolworths", "coles" } }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20), choice = true,
            partners = { "woolworths", "coles" } }
milestone { id = "month_3", days = 90, reward = "grocery", amount = AUD(50),
            partners = { "coles" } }
benefit { id = "silver_spa", tiers = { "silver" }, categories = { "spa" }, discount = percent(5),
          minimum = AUD(10), maximum = AUD(3) }
redeem { id = "points", points = 10, value = AUD(1), rounding = "floor" }
limit { id = "daily", on = "award", at_most = 1, per = "day", effect = "hold", code = "DAILY",
        message = "One reward a day is given." }
limit { id = "links", on = "link", at_most = 3, per = "hour", effect = "flag", code = "MANY" }
revenue_share { id = "share", model = "hybrid", share = percent(3), threshold = 100,
                bonus = percent(5) }
)";

const Policy& policy() {
  static const Policy rules = test::rules(programme);
  return rules;
}

Facts facts_of(Occasion occasion) {
  Facts facts;
  facts.occasion = occasion;
  return facts;
}

Explanation explained(const Facts& facts) {
  return explain(policy(), facts, decide(policy(), facts).value());
}

void expect_line(const std::vector<std::string>& lines, const std::string& wanted) {
  std::string all;
  for (const auto& line : lines) {
    if (line == wanted) return;
    all += line + "\n";
  }
  ADD_FAILURE() << "wanted: " << wanted << "\ngot:\n" << all;
}

TEST(Explain, AnOrderWithItsNumbers) {
  Facts facts = facts_of(Occasion::order);
  facts.points = 450;
  facts.spent_minor = 45000;
  facts.amount_minor = 5000;
  const auto order = explained(facts);
  expect_line(order.sentences,
              "The order earns 50 points: 1 point for every AUD 1.00, rounded half up, of all that "
              "was spent: what AUD 500.00 make now, less what AUD 450.00 made before; 450 points "
              "become 500 (earn spent, rules.lua:3).");
  expect_line(order.sentences,
              "The customer moves from Bronze to Silver, which begins at 500 points; 500 are there "
              "(tier silver, rules.lua:5).");
  expect_line(order.sentences,
              "Grocery voucher of AUD 20.00 is due: 500 points needed, 500 points reached; from "
              "woolworths, else coles (milestone points_500, rules.lua:7).");
}

TEST(Explain, WhatIsNotDueAndWhy) {
  Facts facts = facts_of(Occasion::progress);
  facts.days = 30;
  const auto progress = explained(facts);
  expect_line(progress.sentences,
              "Grocery voucher of AUD 20.00 is due: 30 days needed, 30 days reached; the customer "
              "chooses among woolworths, coles (milestone month_1, rules.lua:9).");
  expect_line(progress.not_given,
              "milestone month_3 (rules.lua:11): 90 days are needed, 30 are there");
  expect_line(progress.not_given,
              "milestone points_500 (rules.lua:7): 500 points are needed, 0 are there");
  expect_line(progress.not_given,
              "limit daily (rules.lua:16): 1 allowed in a day, this is number 1");
  facts.days = 1;
  expect_line(explained(facts).sentences, "Nothing is due after 1 day and with 0 points.");
}

TEST(Explain, AHeldAward) {
  Facts facts = facts_of(Occasion::progress);
  facts.days = 90;
  expect_line(explained(facts).sentences,
              "The reward of month_3 waits until somebody has looked at it (DAILY): One reward a "
              "day is given: 1 allowed in a day, this is number 2 (limit daily, rules.lua:16).");
}

TEST(Explain, ADiscountThatIsCapped) {
  Facts facts = facts_of(Occasion::purchase);
  facts.amount_minor = 10000;
  facts.category = "spa";
  facts.tier = "silver";
  expect_line(explained(facts).sentences,
              "AUD 3.00 off in tier Silver: 5 % of AUD 100.00, rounded half up to AUD 5.00, of "
              "which the rule gives at most AUD 3.00 (benefit silver_spa, rules.lua:13).");
  facts.amount_minor = 999;
  expect_line(explained(facts).not_given,
              "benefit silver_spa (rules.lua:13): AUD 10.00 is the least, this is AUD 9.99");
  facts.category = "";
  expect_line(explained(facts).not_given,
              "benefit silver_spa (rules.lua:13): is for spa, this is of no category");
}

TEST(Explain, RedeemingAndItsRefusal) {
  Facts facts = facts_of(Occasion::redemption);
  facts.points_asked = 25;
  facts.balance = 25;
  expect_line(explained(facts).sentences,
              "25 points become AUD 2.50 off: 10 points are worth AUD 1.00, rounded down; the "
              "balance is 25 points (redeem points, rules.lua:15).");
  facts.balance = 24;
  expect_line(explained(facts).sentences,
              "The redemption is refused (INSUFFICIENT_POINTS): the balance holds fewer points "
              "than were asked for: 25 points asked for, balance 24 (redeem points, "
              "rules.lua:15).");
}

TEST(Explain, AShareAndALink) {
  Facts facts = facts_of(Occasion::transaction);
  facts.amount_minor = 1000;
  facts.transactions_before = 100;
  expect_line(explained(facts).sentences,
              "The business where the points were earned owes the other AUD 0.50: 5 % of AUD "
              "10.00, rounded half up; 100 transactions came before in this period, and 5 % counts "
              "after the first 100 (revenue_share share, rules.lua:19).");
  facts = facts_of(Occasion::link);
  expect_line(explained(facts).sentences, "The link is allowed.");
  facts.counts["links/hour"] = 3;
  expect_line(explained(facts).sentences,
              "The link is flagged (MANY): the limit links is hit: 3 allowed in an hour, this is "
              "number 4 (limit links, rules.lua:18).");
}

TEST(Explain, ThePlainTextEndsWithTheVersion) {
  Facts facts = facts_of(Occasion::progress);
  facts.days = 30;
  const std::string text = to_text(explained(facts));
  EXPECT_NE(text.find("What did not count:\n  limit daily "), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("Policy " + policy().hash() + ".\n")) << text;
}

TEST(Explain, AsJson) {
  Facts facts = facts_of(Occasion::progress);
  facts.days = 30;
  const auto json = explained(facts).json;
  EXPECT_EQ(json.at("policy").as_string(), policy().hash());
  EXPECT_EQ(json.at("occasion"), "progress");
  EXPECT_EQ(json.at("facts").at("days"), 30);
  const auto& effect = json.at("effects").as_array().at(0);
  EXPECT_EQ(boost::json::serialize(effect),
            R"({"effect":"award","rule":"month_1","reward":"grocery",)"
            R"("amount":{"currency":"AUD","minor":2000},"partners":["woolworths","coles"],)"
            R"("choice":true,"why":{"where":"rules.lua:9","facts":{"days":30,"given":[]},)"
            R"("numbers":{"wanted":30,"found":30}}})");
  EXPECT_EQ(boost::json::serialize(json.at("not_matched").as_array().at(1)),
            R"({"rule":"month_3","kind":"milestone","where":"rules.lua:11",)"
            R"("condition":"days","wanted":90,"found":30})");
}

TEST(EffectsJson, NamesWhatEachKindNeeds) {
  Facts facts = facts_of(Occasion::order);
  facts.points = 450;
  facts.spent_minor = 45000;
  facts.amount_minor = 5000;
  const auto decision = decide(policy(), facts).value();
  EXPECT_EQ(boost::json::serialize(effects_json(decision, policy())),
            R"([{"effect":"earn","rule":"spent","points":50},)"
            R"({"effect":"set_tier","rule":"silver","from":"bronze"},)"
            R"({"effect":"award","rule":"points_500","reward":"grocery",)"
            R"("amount":{"currency":"AUD","minor":2000},"partners":["woolworths","coles"],)"
            R"("choice":false}])");
  facts = facts_of(Occasion::redemption);
  facts.points_asked = 20;
  facts.balance = 20;
  EXPECT_EQ(boost::json::serialize(effects_json(decide(policy(), facts).value(), policy())),
            R"([{"effect":"redeem","rule":"points","points":20,)"
            R"("amount":{"currency":"AUD","minor":200}}])");
  facts = facts_of(Occasion::link);
  facts.counts["links/hour"] = 3;
  EXPECT_EQ(boost::json::serialize(effects_json(decide(policy(), facts).value(), policy())),
            R"([{"effect":"flag","rule":"links","code":"MANY","of":null}])")
      << "only what the rule says itself";
  EXPECT_EQ(explained(facts).json.at("effects").at(0).at("message"), "the limit links is hit");
}

}  // namespace
}  // namespace patchbay::policy
