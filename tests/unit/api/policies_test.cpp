#include "hub/access/audit.h"
#include "hub/policy/decisions.h"
#include "tests/unit/api/policy_fixture.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using boost::json::object;

class PoliciesApiTest : public test::PolicyApiFixture {
 protected:
  http::Response post(const std::string& target, const std::string& body) {
    clock_.advance(std::chrono::seconds(1));
    return send(as_admin(make("POST", target, body)));
  }
  object json_of(const http::Response& response) {
    return boost::json::parse(response.body).as_object();
  }
  object get(const std::string& target) {
    const auto response = send(as_admin(make("GET", target)));
    EXPECT_EQ(response.status, 200) << response.body;
    return json_of(response);
  }
};
PATCHBAY_ON_BOTH_STORES(PoliciesApiTest);

TEST_P(PoliciesApiTest, a_version_is_shown_with_rules_numbers_and_files) {
  const auto all = get("/api/v1/policies");
  EXPECT_EQ(all.at("versions").as_array().size(), 1u);
  EXPECT_EQ(all.at("versions").at(0).at("state"), "active");
  const auto one = get("/api/v1/policies/active");
  EXPECT_EQ(one.at("version").at("id").as_string(), active_);
  EXPECT_EQ(one.at("files").as_array().size(), 2u);
  const auto text = boost::json::serialize(one);
  EXPECT_NE(text.find("tiers.silver.from"), std::string::npos) << text;
  EXPECT_TRUE(one.at("changes").as_array().empty());
}

TEST_P(PoliciesApiTest, a_number_becomes_a_draft_that_waits_for_its_tests) {
  const auto made = post("/api/v1/policies/active/numbers",
                         R"({"path": "tiers.silver.from", "value": "600", "reason": "dearer"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string draft(json_of(made).at("id").as_string());
  EXPECT_EQ(active(), active_);
  const auto shown = get("/api/v1/policies/" + draft.substr(0, 10));
  EXPECT_NE(boost::json::serialize(shown.at("changes")).find("600"), std::string::npos);
  EXPECT_NE(boost::json::serialize(shown.at("files")).find("-- the number of the tests"),
            std::string::npos);
  const auto report = json_of(post("/api/v1/policies/" + draft + "/test", ""));
  EXPECT_FALSE(report.at("ok").as_bool());
  EXPECT_EQ(report.at("failures").as_array().size(), 1u);
  const auto refused = post("/api/v1/policies/" + draft + "/activate", R"({"reason": "now"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(detail_of(refused).find("silver begins at 500"), std::string::npos);
  EXPECT_EQ(active(), active_);
}

TEST_P(PoliciesApiTest, accepted_results_are_a_draft_that_may_become_active) {
  const auto set = post("/api/v1/policies/active/numbers",
                        R"({"path": "tiers.silver.from", "value": "600", "reason": "dearer"})");
  const std::string draft(json_of(set).at("id").as_string());
  const std::string accept = "/api/v1/policies/" + draft + "/accept";
  EXPECT_EQ(post(accept, "{}").status, 400) << "a reason is needed";
  const auto made = post(accept, R"({"reason": "silver is for 600 now"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string next(json_of(made).at("id").as_string());
  EXPECT_NE(next, draft);
  EXPECT_EQ(json_of(made).at("reason"), "silver is for 600 now");
  EXPECT_TRUE(json_of(post("/api/v1/policies/" + next + "/test", "")).at("ok").as_bool());
  EXPECT_EQ(post("/api/v1/policies/" + next + "/accept", R"({"reason": "again"})").status, 409);
  ASSERT_EQ(post("/api/v1/policies/" + next + "/activate", R"({"reason": "now"})").status, 200);
  EXPECT_EQ(active(), next);
  EXPECT_EQ(post("/api/v1/policies/none00/accept", R"({"reason": "x"})").status, 404);
  const auto entries = read([&](store::Session& s) {
    return access::list_audit(s, test::organisation, 0, 10, {.action = "policy.accept"});
  });
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].reason, "silver is for 600 now");
  EXPECT_NE(entries[0].detail.find("silver begins at 500"), std::string::npos);
}

TEST_P(PoliciesApiTest, what_does_not_load_is_not_stored) {
  const auto bad = post("/api/v1/policies",
                        R"({"files": [{"name": "a.lua", "text": "\n\ntire { }"}], "reason": "x"})");
  EXPECT_EQ(bad.status, 400);
  EXPECT_NE(detail_of(bad).find("a.lua:3"), std::string::npos) << detail_of(bad);
  EXPECT_EQ(versions(), 1u);
  EXPECT_EQ(post("/api/v1/policies", R"({"files": [], "reason": "x"})").status, 400);
  EXPECT_EQ(
      post("/api/v1/policies", R"({"files": [{"name": "../a.lua", "text": ""}], "reason": "x"})")
          .status,
      400);
  EXPECT_EQ(post("/api/v1/policies/active/numbers",
                 R"({"path": "tiers.silver.form", "value": "1", "reason": "x"})")
                .status,
            404);
  EXPECT_EQ(versions(), 1u);
}

TEST_P(PoliciesApiTest, whoever_changes_something_says_why) {
  const json::object file{{"name", "a.lua"}, {"text", test::small_rules}};
  for (const bool is_empty : {false, true}) {
    json::object draft{{"files", json::array{file}}};
    json::object number{{"path", "tiers.silver.from"}, {"value", "600"}};
    if (is_empty) draft["reason"] = number["reason"] = "";
    for (const auto& [target, body] :
         {std::pair("", draft), std::pair("/active/numbers", number)}) {
      const auto refused = post(std::string("/api/v1/policies") + target, json::serialize(body));
      EXPECT_EQ(refused.status, 400) << target;
      EXPECT_NE(detail_of(refused).find("reason"), std::string::npos) << detail_of(refused);
    }
  }
  EXPECT_EQ(versions(), 1u);
}

TEST_P(PoliciesApiTest, activates_and_rolls_back) {
  const std::string rules(test::small_rules);
  const auto next = push(rules + "-- another text\n", test::small_tests);
  EXPECT_EQ(post("/api/v1/policies/" + next + "/activate", "{}").status, 400);
  ASSERT_EQ(post("/api/v1/policies/" + next + "/activate", R"({"reason": "try"})").status, 200);
  EXPECT_EQ(active(), next);
  ASSERT_EQ(post("/api/v1/policies/rollback", R"({"reason": "no"})").status, 200);
  EXPECT_EQ(active(), active_);
  const auto history = get("/api/v1/policies/history");
  ASSERT_EQ(history.at("activations").as_array().size(), 3u);
  EXPECT_EQ(history.at("activations").at(0).at("rollback"), true);
  EXPECT_EQ(history.at("activations").at(0).at("reason"), "no");
  EXPECT_TRUE(history.at("activations").at(0).at("takes_back").is_null());
}

TEST_P(PoliciesApiTest, the_history_says_what_was_taken_back_before_its_time) {
  const auto next = push(std::string(test::small_rules) + "-- later\n", test::small_tests);
  const auto at = to_rfc3339(clock_.now() + std::chrono::hours(24));
  ASSERT_EQ(
      post("/api/v1/policies/" + next + "/activate", R"({"reason": "try", "at": ")" + at + "\"}")
          .status,
      200);
  ASSERT_EQ(post("/api/v1/policies/rollback", R"({"reason": "no"})").status, 200);
  const auto history = get("/api/v1/policies/history");
  const auto& activations = history.at("activations").as_array();
  ASSERT_EQ(activations.size(), 3u);
  EXPECT_EQ(activations.at(0).at("takes_back"), activations.at(1).at("number"));
}

TEST_P(PoliciesApiTest, a_decision_explains_itself) {
  policy::Facts facts;
  facts.customer = "42";
  facts.amount_minor = 123'00;
  const auto rules = read(
      [&](store::Session& s) { return policies_->active(s, test::organisation, clock_.now()); });
  const auto decision = policy::decide(rules, facts).value();
  const policy::KeptDecision kept{"dec_1",
                                  "42",
                                  "order/pos/1",
                                  rules.hash(),
                                  clock_.now(),
                                  facts,
                                  boost::json::serialize(policy::effects_json(decision, rules))};
  write([&](store::Session& s) { policy::keep_decisions(s, test::organisation, {&kept, 1}); });
  const auto shown = get("/api/v1/decisions/dec_1");
  EXPECT_EQ(shown.at("version").as_string(), active_);
  EXPECT_NE(boost::json::serialize(shown.at("sentences")).find("123"), std::string::npos);
  EXPECT_FALSE(shown.at("not_given").as_array().empty());
  EXPECT_EQ(send(as_admin(make("GET", "/api/v1/decisions/dec_2"))).status, 404);
}

TEST_P(PoliciesApiTest, decisions_are_listed_newest_first_and_by_effect) {
  for (const std::string id : {"1", "2", "3"}) {
    clock_.advance(std::chrono::seconds(1));
    keep_decision("dec_" + id, id == "2" ? "flag" : "notify", id == "3" ? "bob" : "ann");
  }
  const auto listed = [&](const std::string& query) {
    std::string found;
    const auto shown = get("/api/v1/decisions" + query);
    for (const auto& one : shown.at("decisions").as_array())
      found += (found.empty() ? "" : " ") + std::string(one.at("id").as_string());
    return found;
  };
  EXPECT_EQ(listed(""), "dec_3 dec_2 dec_1");
  EXPECT_EQ(listed("?effect=flag"), "dec_2");
  EXPECT_EQ(listed("?effect=deny"), "");
  EXPECT_EQ(listed("?customer=ann&effect=notify"), "dec_1");
  EXPECT_EQ(listed("?from=" + to_rfc3339(clock_.now())), "dec_3");
  EXPECT_EQ(listed("?until=" + to_rfc3339(clock_.now())), "dec_2 dec_1");
  const auto page = get("/api/v1/decisions?limit=2");
  EXPECT_EQ(page.at("next"), "dec_2");
  EXPECT_EQ(page.at("decisions").at(0).at("effects").at(0).at("rule"), "rapid");
  EXPECT_EQ(listed("?limit=2&after=dec_2"), "dec_1");
  EXPECT_TRUE(get("/api/v1/decisions?limit=2&after=dec_2").at("next").is_null());
}

TEST_P(PoliciesApiTest, a_wrong_question_for_decisions_says_what_is_wrong) {
  const auto refused = [&](const std::string& query, const std::string& words) {
    const auto response = send(as_admin(make("GET", "/api/v1/decisions?" + query)));
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_NE(detail_of(response).find(words), std::string::npos) << detail_of(response);
  };
  refused("effect=flog", "did you mean \"flag\"?");
  refused("from=yesterday", "\"from\"");
  refused("limit=0", "limit");
  refused("after=dec_none", "no decision");
  refused("efect=flag", "effect");
}

TEST_P(PoliciesApiTest, wants_the_scopes) {
  const auto auditor = issue("auditor", access::Signing::none);
  const auto service = issue("service", access::Signing::none);
  EXPECT_EQ(status(with_secret(auditor, make("GET", "/api/v1/policies"))), 200);
  EXPECT_EQ(status(with_secret(service, make("GET", "/api/v1/policies"))), 403);
  EXPECT_EQ(status(with_secret(auditor, make("GET", "/api/v1/decisions"))), 200);
  EXPECT_EQ(status(with_secret(service, make("GET", "/api/v1/decisions"))), 403);
  EXPECT_EQ(status(with_secret(auditor,
                               make("POST", "/api/v1/policies/rollback", R"({"reason": "no"})"))),
            403);
}

}  // namespace
}  // namespace patchbay::api
