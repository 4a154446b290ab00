#include "hub/policy/facts.h"

#include <boost/json/parse.hpp>

#include "tests/unit/policy/rule_errors.h"

namespace patchbay::policy {
namespace {

using namespace test;

std::string facts_error(const std::string& json) {
  const auto facts = facts_from_json(boost::json::parse(json));
  return facts ? "no error" : facts.error().message;
}

TEST(Facts, WhatIsKeptReadsBackTheSame) {
  const auto json = boost::json::parse(R"({"occasion": "redemption",
      "at": "2026-03-01T10:00:00.000000Z", "customer": "c", "tier": "gold", "partner": "spa",
      "points": 1200, "days": 30, "points_asked": 100, "given": ["month_1"],
      "traits": ["equity"], "counts": {"links/hour": 3}, "reported": 0})");
  const Facts facts = facts_from_json(json).value();
  EXPECT_EQ(facts.occasion, Occasion::redemption);
  EXPECT_EQ(facts.counts.at("links/hour"), 3);
  EXPECT_EQ(facts.reported, 0);
  EXPECT_EQ(boost::json::value(to_json(facts)), json);
}

TEST(Facts, NothingIsKeptOfNothing) {
  EXPECT_TRUE(to_json(Facts()).empty());
  EXPECT_EQ(facts_from_json(boost::json::object()).value().at, Timestamp{});
  EXPECT_EQ(facts_error("[]"), "no error") << "an empty Lua table";
}

TEST(Facts, RulesSeeEveryFact) {
  const auto json = to_rule_facts(Facts());
  EXPECT_EQ(json.at("occasion"), "order");
  EXPECT_EQ(json.at("at"), 0);
  EXPECT_EQ(json.at("partner"), "");
  EXPECT_EQ(json.at("transactions_before"), 0);
  EXPECT_TRUE(json.at("traits").as_array().empty());
  EXPECT_TRUE(json.at("counts").as_object().empty());
  EXPECT_FALSE(json.contains("reported"));
}

TEST(Facts, BadOnesAreNamed) {
  expect_says(facts_error(R"({"ocasion": "order"})"), "did you mean \"occasion\"?");
  expect_says(facts_error(R"({"occasion": "oder"})"), "did you mean \"order\"?");
  expect_says(facts_error(R"({"points": -1})"), "\"points\"");
  expect_says(facts_error(R"({"points": 1.5})"), "\"points\" is not a whole number");
  expect_says(facts_error(R"({"reported": "5"})"), "\"reported\"");
  expect_says(facts_error(R"({"at": "yesterday"})"), "\"at\"");
  expect_says(facts_error(R"({"given": [1]})"), "\"given\"");
  expect_says(facts_error(R"({"counts": {"links/hours": 1}})"), "did you mean \"links/hour\"?");
  expect_says(facts_error(R"({"counts": {"links/hour": -1}})"), "counts");
  expect_says(facts_error("5"), "facts");
}

TEST(Facts, OccasionsHaveNames) {
  EXPECT_EQ(parse_occasion("progress").value(), Occasion::progress);
  EXPECT_STREQ(name_of(Occasion::reconciliation), "reconciliation");
  EXPECT_FALSE(parse_occasion("birthday"));
}

}  // namespace
}  // namespace patchbay::policy
