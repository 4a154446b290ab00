// Clean days, looks at milestones, claims: as staff and as the customer.

#include <boost/json/serialize.hpp>

#include "hub/crypto/sealed_context.h"
#include "tests/unit/api/guarded.h"
#include "tests/unit/loyalty/watched_book.h"
#include "tests/unit/policy/rules.h"

namespace patchbay::api::test {
namespace {

namespace json = boost::json;

constexpr const char* rules_text = R"(
reward { id = "grocery", kind = "retail", capability = "issue_voucher" }
milestone { id = "month_1", days = 30, reward = "grocery", amount = AUD(20),
            partners = { "woolworths", "coles" } }
milestone { id = "year_1", days = 365, reward = "grocery", amount = AUD(200), choice = true,
            partners = { "woolworths", "coles" } }
limit { id = "looks", on = "check", at_most = 2, per = "hour", effect = "deny", code = "TOO_MANY",
        message = "You have looked often." }
)";

class ProgressApiTest : public GuardedTest {
 protected:
  void SetUp() override {
    GuardedTest::SetUp();
    if (IsSkipped()) return;
    serve_rules(policy::test::rules(rules_text));
  }
  void serve_rules(policy::Policy policy) {
    serve_book(policy::make_fixed_book(std::move(policy)));
  }
  void serve_book(std::unique_ptr<policy::PolicyBook> book) {
    book_of_rules_ = std::move(book);
    ApiParts all{store(), worker_, organisation, Secret(token), std::make_shared<RequestCounter>(),
                 {},      clock_};
    all.credentials = book_.get();
    all.keys = keys_;
    all.policies = book_of_rules_.get();
    serve(all);
  }
  /// The date so many days before today, in Sydney.
  std::string days_ago(int days) const {
    // The clock stands at 2023-11-14T22:13:20Z: the 15th there.
    return to_rfc3339(clock_.now() + std::chrono::hours(11) - std::chrono::hours(24 * days))
        .substr(0, 10);
  }
  json::object tell(const std::string& customer, const std::string& event, int days, int status) {
    const auto answer =
        change("POST", "/api/v1/customers/" + customer + "/progress",
               json::serialize(json::object{{"event", event}, {"on", days_ago(days)}}),
               "k" + std::to_string(++keys_used_));
    EXPECT_EQ(answer.status, status) << answer.body;
    return json::parse(answer.body).as_object();
  }
  /// The secret of a credential of this customer.
  std::string credential_of(const std::string& customer) {
    const auto answer = change("POST", "/api/v1/customers/" + customer + "/credentials", "{}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
    return std::string(json::parse(answer.body).at("secret").as_string());
  }
  http::Response as(const std::string& secret, const std::string& method, const std::string& target,
                    const std::string& body = "") {
    auto request = make(method, target, body);
    request.headers.add("Authorization", "Bearer " + secret);
    return send(request);
  }

  std::unique_ptr<policy::PolicyBook> book_of_rules_;
  int keys_used_ = 0;
};
PATCHBAY_ON_BOTH_STORES(ProgressApiTest);

TEST_P(ProgressApiTest, days_are_told_and_shown_and_give_what_is_due_at_once) {
  const auto told = tell("ann", "start", 40, 200);
  EXPECT_EQ(told.at("days"), 40);
  EXPECT_EQ(told.at("checked"), true);
  ASSERT_EQ(told.at("new_rewards").as_array().size(), 1U);
  EXPECT_EQ(told.at("new_rewards").at(0).at("milestone"), "month_1");
  const auto shown = ask_json("/api/v1/customers/ann/progress");
  EXPECT_EQ(shown.at("days"), 40);
  EXPECT_EQ(shown.at("since"), json::string(days_ago(40)));
  EXPECT_EQ(shown.at("paused"), false);
  EXPECT_EQ(shown.at("time_zone"), "Australia/Sydney");
  EXPECT_EQ(shown.at("next").at("milestone"), "year_1");
  EXPECT_EQ(shown.at("next").at("days_left"), 325);
  EXPECT_TRUE(shown.at("problem").is_null());
  const auto again = tell("ann", "relapse", 0, 200);
  EXPECT_EQ(again.at("days"), 0);
  EXPECT_TRUE(again.at("new_rewards").as_array().empty());
}

TEST_P(ProgressApiTest, the_programme_is_locked_before_the_rules_are_read) {
  auto owned = std::make_unique<loyalty::test::WatchedBook>(policy::test::rules(rules_text));
  const auto& book = *owned;
  serve_book(std::move(owned));
  const auto expect_locked = [&](const std::string& target, const std::string& body) {
    write([](store::Session& s) { store::execute(s, "DELETE FROM programmes"); });
    const int asked = book.asked;
    change("POST", target, body, "k" + std::to_string(++keys_used_));
    EXPECT_GT(book.asked, asked) << target;
    EXPECT_EQ(book.asked_before_the_lock, 0) << target;
  };
  expect_locked("/api/v1/customers/ann/progress", R"({"event": "start"})");
  expect_locked("/api/v1/rewards/check", R"({"customer": "ann"})");
  expect_locked("/api/rewards/rwd_1/claim", R"({"partnerId": "coles"})");
}

TEST_P(ProgressApiTest, events_that_do_not_fit_are_refused_and_change_nothing) {
  tell("ann", "relapse", 0, 409);
  tell("ann", "start", -1, 400);
  tell("ann", "begin", 0, 400);
  EXPECT_EQ(ask("GET", "/api/v1/customers/ann/progress").status, 404);
  tell("ann", "start", 3, 200);
  tell("ann", "start", 2, 409);
  tell("ann", "pause", 4, 400);
  tell("ann", "resume", 1, 409);
  for (const char* body :
       {"", "[]", R"({"event": "pause", "on": "soon"})", R"({"event": "pause", "zone": "UTC"})",
        R"({"event": "pause", "time_zone": "Mars/Base"})",
        R"({"event": "pause", "grace_days": -1})"})
    EXPECT_EQ(
        change("POST", "/api/v1/customers/ann/progress", body, "b" + std::to_string(++keys_used_))
            .status,
        400)
        << body;
  EXPECT_EQ(change("POST", "/api/v1/customers/ann/progress", R"({"event": "pause"})").status, 400)
      << "no key";
  EXPECT_EQ(ask_json("/api/v1/customers/ann/progress").at("days"), 3);
}

TEST_P(ProgressApiTest, a_rule_that_fails_loses_nothing_and_only_staff_see_why) {
  serve_rules(policy::test::rules(std::string(rules_text) +
                                  "limit { id = 'broken', on = 'award', effect = 'deny',"
                                  " when = function(facts) return facts.nothing.here end }"));
  const auto told = tell("ann", "start", 40, 200);
  EXPECT_EQ(told.at("checked"), false);
  const auto shown = ask_json("/api/v1/customers/ann/progress");
  EXPECT_EQ(shown.at("days"), 40) << "what was told is stored";
  const std::string reason(shown.at("problem").at("reason").as_string());
  EXPECT_NE(reason.find("rules.lua"), std::string::npos) << reason;
  const auto secret = credential_of("ann");
  const auto own = as(secret, "GET", "/api/v1/customers/ann/progress");
  EXPECT_EQ(own.body.find("rules.lua"), std::string::npos);
  EXPECT_EQ(as(secret, "POST", "/api/rewards/check").status, 503);
  serve_rules(policy::test::rules(rules_text));
  const auto checked = as(secret, "POST", "/api/rewards/check");
  EXPECT_EQ(json::parse(checked.body).at("total"), 1) << checked.body;
}

TEST_P(ProgressApiTest, what_is_due_and_does_not_come_is_told_with_its_reason) {
  serve_rules(policy::test::rules(
      std::string(rules_text) +
      "limit { id = 'known', on = 'award', needs = 'verified', effect = 'deny', code = 'WHO',"
      " when = function(facts) return facts.milestone == 'month_1' end,"
      " message = 'Please tell us who you are.' }"
      "limit { id = 'big', on = 'award', above = AUD(100), effect = 'hold', code = 'BIG',"
      " message = 'A colleague will contact you.' }"));
  const json::value wanted{
      {{"milestone", "year_1"}, {"code", "BIG"}, {"message", "A colleague will contact you."}},
      {{"milestone", "month_1"}, {"code", "WHO"}, {"message", "Please tell us who you are."}}};
  EXPECT_EQ(tell("ann", "start", 400, 200).at("waiting"), wanted);
  const auto secret = credential_of("ann");
  const auto own = json::parse(as(secret, "GET", "/api/v1/customers/ann/progress").body);
  EXPECT_EQ(own.at("waiting"), wanted);
  const auto checked = json::parse(as(secret, "POST", "/api/rewards/check").body);
  EXPECT_EQ(checked.at("total"), 0);
  EXPECT_EQ(checked.at("waiting"), wanted);
  const auto id = std::string(
      ask_json("/api/v1/rewards?customer=ann").at("rewards").at(0).at("id").as_string());
  EXPECT_EQ(
      change("POST", "/api/v1/rewards/" + id + "/release", R"({"reason": "phoned"})", "r").status,
      200);
  const auto after = ask_json("/api/v1/customers/ann/progress").at("waiting").as_array();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after.at(0).at("milestone"), "month_1");
}

TEST_P(ProgressApiTest, a_look_that_is_repeated_with_its_key_counts_once) {
  tell("ann", "start", 40, 200);
  const std::string body = R"({"customer": "ann"})";
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(change("POST", "/api/v1/rewards/check", body, "look-1").status, 200);
  EXPECT_EQ(change("POST", "/api/v1/rewards/check", body, "look-2").status, 200);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(change("POST", "/api/v1/rewards/check", body, "look-3").status, 429);
}

TEST_P(ProgressApiTest, looks_are_limited_by_the_rules) {
  tell("ann", "start", 40, 200);
  const auto secret = credential_of("ann");
  for (const char* path : {"/api/v1/rewards/check", "/api/rewards/check"}) {
    const auto answer = as(secret, "POST", path);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.body).at("checked"), true);
    EXPECT_EQ(json::parse(answer.body).at("total"), 0) << "given when it was told";
  }
  const auto refused = as(secret, "POST", "/api/v1/rewards/check");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("Retry-After"), "3600");
  EXPECT_NE(refused.body.find("You have looked often. (TOO_MANY)"), std::string::npos);
  EXPECT_EQ(change("POST", "/api/v1/rewards/check", R"({"customer": "nobody"})").status, 404);
  EXPECT_EQ(change("POST", "/api/v1/rewards/check", "{}").status, 400);
}

TEST_P(ProgressApiTest, a_customer_sees_and_claims_their_own_and_nothing_else) {
  tell("ann", "start", 400, 200);
  tell("bob", "start", 400, 200);
  const auto ann = credential_of("ann"), bob = credential_of("bob");
  const auto listed = json::parse(as(ann, "GET", "/api/rewards").body);
  ASSERT_EQ(listed.at("total"), 2);
  std::string waiting;
  for (const auto& reward : listed.at("rewards").as_array())
    if (reward.at("status") == "awaiting_choice") waiting = reward.at("id").as_string();
  ASSERT_FALSE(waiting.empty());

  const std::string claim = "/api/rewards/" + waiting + "/claim";
  const auto others = as(bob, "POST", claim, R"({"partnerId": "coles"})");
  const auto missing = as(bob, "POST", "/api/rewards/rwd_none/claim", R"({"partnerId": "coles"})");
  EXPECT_EQ(others.status, 404);
  EXPECT_EQ(json::parse(others.body).at("error").at("message"),
            json::parse(missing.body).at("error").at("message"));
  EXPECT_EQ(as(bob, "GET", "/api/v1/customers/ann/progress").status, 404);
  EXPECT_EQ(as(bob, "GET", "/api/v1/customers/ann/progress").body,
            as(bob, "GET", "/api/v1/customers/none/progress").body);
  EXPECT_EQ(as(bob, "GET", "/api/rewards?customer=ann").status, 404);
  EXPECT_EQ(as(bob, "POST", "/api/rewards/check", R"({"customer": "ann"})").status, 404);

  const auto claimed = as(ann, "POST", claim, R"({"partnerId": "coles"})");
  ASSERT_EQ(claimed.status, 200) << claimed.body;
  const auto reward = json::parse(claimed.body).at("reward");
  EXPECT_EQ(reward.at("milestone"), "year_1");
  EXPECT_EQ(reward.at("status"), "pending");
  EXPECT_EQ(reward.at("partnerId"), "coles");
  EXPECT_EQ(reward.at("distributionResult").at("amount"), "200.00");
  EXPECT_EQ(as(ann, "POST", claim, R"({"partnerId": "coles"})").status, 409);
}

TEST_P(ProgressApiTest, a_customers_credential_opens_no_other_route) {
  tell("ann", "start", 1, 200);
  const auto ann = credential_of("ann");
  for (const char* path : {"/api/v1/customers/ann", "/api/v1/rewards", "/api/v1/rewards/rwd_x",
                           "/api/v1/credentials", "/api/v1/audit", "/api/v1/partners",
                           "/api/v1/customers/ann/traits", "/api/v1/customers/ann/contact"})
    EXPECT_EQ(as(ann, "GET", path).status, 403) << path;
  EXPECT_EQ(as(ann, "POST", "/api/v1/customers/ann/progress", R"({"event": "relapse"})").status,
            403);
  EXPECT_EQ(as(ann, "POST", "/api/v1/customers/ann/credentials", "{}").status, 403);
  EXPECT_EQ(as(ann, "GET", "/api/v1/customers/ann/progress").status, 200);
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(as(ann, "GET", "/api/v1/customers/ann/progress").status, 401) << "it ended";
}

TEST_P(ProgressApiTest, a_code_is_shown_to_its_holder_alone) {
  tell("ann", "start", 40, 200);
  const auto id = std::string(
      ask_json("/api/v1/rewards?customer=ann").at("rewards").at(0).at("id").as_string());
  const auto sealed = keys_.seal(
      "AAAA-BBBB-CCCC", crypto::sealed_context("rewards", {organisation, id}, "code_sealed"));
  write([&](store::Session& s) {
    store::execute(s,
                   "UPDATE rewards SET state = 'issued', partner_reference = 'v1',"
                   " code_sealed = :sealed WHERE id = :id",
                   {{"sealed", sealed}, {"id", id}});
  });
  const auto answer = as(credential_of("ann"), "GET", "/api/rewards");
  EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
  const auto own = json::parse(answer.body).at("rewards").at(0);
  EXPECT_EQ(own.at("distribution_details").at("voucherCode"), "AAAA-BBBB-CCCC");
  EXPECT_EQ(own.at("distribution_details").at("voucherId"), "v1");
  EXPECT_EQ(own.at("reward_amount"), "20.00");
  const auto staffs = json::parse(ask("GET", "/api/rewards?customer=ann").body);
  EXPECT_TRUE(staffs.at("rewards").at(0).at("distribution_details").at("voucherCode").is_null());
  EXPECT_EQ(ask("GET", "/api/rewards").status, 400) << "staff say whose";
}

TEST_P(ProgressApiTest, traits_are_replaced_as_a_whole) {
  const std::string path = "/api/v1/customers/ann/traits";
  EXPECT_EQ(change("PUT", path, R"({"traits": ["verified", "equity", "verified"]})").status, 200);
  EXPECT_EQ(ask("GET", path).body, R"({"traits":["equity","verified"]})");
  EXPECT_EQ(change("PUT", path, R"({"traits": []})").status, 200);
  EXPECT_EQ(ask("GET", path).body, R"({"traits":[]})");
  for (const char* body : {"", "{}", R"({"traits": ["link"]})", R"({"traits": ["No"]})",
                           R"({"traits": [""]})", R"({"traits": [5]})", R"({"traits": "x"})"})
    EXPECT_EQ(change("PUT", path, body).status, 400) << body;
}

TEST_P(ProgressApiTest, a_life_that_is_too_long_is_refused) {
  for (const char* body : {R"({"expires_in_seconds": 2592001})", R"({"expires_in_seconds": 0})",
                           R"({"scopes": ["*"]})"})
    EXPECT_EQ(change("POST", "/api/v1/customers/ann/credentials", body).status, 400) << body;
}

}  // namespace
}  // namespace patchbay::api::test
