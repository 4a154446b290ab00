#include "adapters/kinds.h"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

namespace patchbay::adapters {
namespace {

using boost::json::value;

const Capability& capability(const char* kind, const char* name) {
  const auto* found = find_capability(kind, name);
  if (!found) throw std::runtime_error(std::string("no capability ") + name);
  return *found;
}

TEST(Kinds, HoldTheTableOfTheDesign) {
  const std::map<std::string, std::vector<std::string>> moving{
      {"retail", {"cancel_voucher", "issue_gift_card", "issue_voucher"}},
      {"utility", {"apply_credit"}},
      {"transport", {"issue_fuel_voucher", "top_up"}},
      {"support", {}},
      {"pos", {}},
      {"loyalty", {"put_points"}},
      {"reconciliation", {}},
      {"messaging", {}},
      {"payment", {"pay_out"}}};
  EXPECT_EQ(kind_names().size(), moving.size());
  for (const auto& [kind, expected] : moving) {
    std::vector<std::string> found;
    for (const auto& name : capability_names(kind))
      if (capability(kind.c_str(), name.c_str()).moves_value) found.push_back(name);
    EXPECT_EQ(found, expected) << kind;
    EXPECT_EQ(find_capability(kind, "find_issued") != nullptr, !expected.empty()) << kind;
  }
  EXPECT_EQ(find_capability("retail", "top_up"), nullptr);
  EXPECT_EQ(find_capability("toys", "top_up"), nullptr);
}

/// Capabilities of every kind, as the design's table has them.
TEST(Kinds, HaveEveryCapabilityOfTheDesign) {
  const std::map<std::string, std::vector<std::string>> table{
      {"retail",
       {"issue_voucher", "issue_gift_card", "check_balance", "list_transactions",
        "cancel_voucher"}},
      {"utility", {"apply_credit", "get_account", "list_bills", "list_credits"}},
      {"transport",
       {"top_up", "issue_fuel_voucher", "check_balance", "travel_history", "topup_history"}},
      {"support", {"refer", "availability"}},
      {"pos", {"pull_orders", "decode_order", "verify_guest"}},
      {"loyalty", {"get_member", "list_members", "put_points"}},
      {"reconciliation", {"pull_report"}},
      {"messaging", {"send_message"}},
      {"payment", {"pay_out", "payment_status"}}};
  for (const auto& [kind, names] : table)
    for (const auto& name : names) {
      EXPECT_NE(find_capability(kind, name), nullptr) << kind << " " << name;
    }
}

TEST(Kinds, EverySchemaTakesItsGoodExamplesAndRefusesItsBadOnes) {
  for (const auto& kind : kind_names())
    for (const auto& name : capability_names(kind)) {
      SCOPED_TRACE(kind + " " + name);
      const auto& one = capability(kind.c_str(), name.c_str());
      for (const auto* examples : {&request_examples(one), &result_examples(one)}) {
        const bool is_request = examples == &request_examples(one);
        const auto check = is_request ? check_request : check_result;
        EXPECT_FALSE(examples->good.empty());
        EXPECT_FALSE(examples->bad.empty());
        for (const auto& good : examples->good) {
          const auto fits = check(one, good);
          EXPECT_TRUE(fits) << fits.error().message;
        }
        for (const auto& bad : examples->bad) {
          EXPECT_FALSE(check(one, bad)) << boost::json::serialize(bad);
        }
      }
    }
}

TEST(Kinds, AmountsAreWholeNumbersAndCurrenciesUpperCase) {
  const auto& balance = capability("retail", "check_balance");
  EXPECT_TRUE(check_result(balance, {{"balance_minor", 2000}, {"currency", "AUD"}}));
  EXPECT_FALSE(check_result(balance, {{"balance_minor", 2000.0}, {"currency", "AUD"}}));
  const auto& bills = capability("utility", "list_bills");
  auto listed = result_examples(bills).good.front();
  listed.at("bills").at(0).at("currency") = "aud";
  const auto checked = check_result(bills, listed);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message,
            "list_bills result: $.bills[0].currency: must be three upper-case letters, such as AUD "
            "(ISO 4217)");
}

TEST(Kinds, WhatTheSchemaDoesNotCallACurrencyIsNoneWhateverItsName) {
  const auto& issue = capability("retail", "issue_voucher");
  value result{{"partner_reference", "V1"}, {"code", "1234"}, {"currency", "points"}};
  EXPECT_TRUE(check_result(issue, result)) << "the result of an issue has no currency";
  result.as_object()["raw"] = {{"currency", nullptr}};
  EXPECT_TRUE(check_result(issue, result));
}

TEST(Kinds, AReversalTakesOurReferenceAndSaysWhatStands) {
  const auto& cancel = capability("retail", "cancel_voucher");
  EXPECT_TRUE(cancel.reverses);
  EXPECT_FALSE(capability("retail", "issue_voucher").reverses);
  EXPECT_TRUE(check_request(cancel, value{{"reference", "rwd_1"}}));
  EXPECT_TRUE(check_result(cancel, value{{"state", "reversed"}, {"partner_reference", "C1"}}));
  EXPECT_TRUE(check_result(cancel, value{{"state", "nothing_to_reverse"}}));
  EXPECT_FALSE(check_result(cancel, value{{"state", "cancelled"}}));
  EXPECT_FALSE(check_result(cancel, value{{"partner_reference", "C1"}}));
}

TEST(Kinds, CheckRequestsStrictly) {
  const auto& issue = capability("retail", "issue_voucher");
  value good{{"reference", "rwd_1"}, {"amount_minor", 2000}, {"currency", "AUD"}};
  EXPECT_TRUE(check_request(issue, good));
  for (const auto& [key, bad] : std::map<std::string, value>{{"amount_minor", 0},
                                                             {"amount_minor", "2000"},
                                                             {"currency", "AU"},
                                                             {"reference", ""},
                                                             {"milestone", "day 30"}}) {
    value changed = good;
    changed.as_object()[key] = bad;
    const auto checked = check_request(issue, changed);
    ASSERT_FALSE(checked) << key;
    EXPECT_TRUE(checked.error().message.starts_with("issue_voucher request: $"));
  }
}

TEST(Kinds, CheckResultsOfFindIssued) {
  for (const char* kind : {"retail", "utility", "transport"}) {
    const auto& find = capability(kind, "find_issued");
    EXPECT_TRUE(check_result(find, {{"state", "not_yet"}}));
    EXPECT_TRUE(check_result(find, {{"state", "issued"}, {"partner_reference", "v1"}}));
    EXPECT_FALSE(check_result(find, {{"state", "issued"}}));
    EXPECT_FALSE(check_result(find, {{"state", "perhaps"}}));
  }
}

TEST(Kinds, CheckOrders) {
  const auto& pull = capability("pos", "pull_orders");
  value order{
      {"id", "1"}, {"customer", "2"}, {"ordered_at", 0}, {"amount_minor", 5}, {"currency", "USD"}};
  value result{{"orders", value(boost::json::array{order})},
               {"rejects", boost::json::array()},
               {"cursor", "0:1"},
               {"done", true},
               {"bytes_done", 0},
               {"bytes_total", 0}};
  EXPECT_TRUE(check_request(pull, {{"cursor", ""}, {"limit", 2000}}));
  EXPECT_TRUE(check_result(pull, result));
  result.at("orders").at(0).at("amount_minor") = -5;
  const auto checked = check_result(pull, result);
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().message.find("$.orders[0].amount_minor"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::adapters
