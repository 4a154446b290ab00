#include "hub/access/audit.h"
#include "tests/unit/api/webhook_fixture.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

class WebhookRoutes : public test::WebhookApiFixture {
 protected:
  std::vector<std::string> actions() {
    std::vector<std::string> names;
    for (const auto& row :
         read([](store::Session& s) { return access::list_audit(s, test::organisation, 0, 50); }))
      if (row.action.starts_with("endpoint.")) names.push_back(row.action);
    return names;
  }
};
PATCHBAY_ON_BOTH_STORES(WebhookRoutes);

TEST_P(WebhookRoutes, an_endpoint_is_made_changed_paused_resumed_and_removed) {
  const auto made =
      asked(as_admin(make("POST", base_,
                          R"({"url":"https://acme.example/hooks","event_types":["reward.*"],
                        "headers":{"X-Key":"s3cret"},"delivery":{"rate_per_second":5}})")),
            201);
  EXPECT_TRUE(text(made, "secret").starts_with("whsec_"));
  const std::string one = base_ + "/" + text(made, "id");
  const auto shown = asked(as_admin(make("GET", one)));
  EXPECT_EQ(json::serialize(shown).find("s3cret"), std::string::npos);
  EXPECT_EQ(json::serialize(shown.at("event_types")), R"(["reward.*"])");
  EXPECT_EQ(json::serialize(shown.at("header_names")), R"(["X-Key"])");

  const auto changed = asked(as_admin(make("PATCH", one, R"({"description":"the shop"})")));
  EXPECT_EQ(text(changed, "description"), "the shop");
  EXPECT_EQ(text(changed, "url"), "https://acme.example/hooks");
  EXPECT_EQ(json::serialize(changed.at("header_names")), R"(["X-Key"])") << "what is not named";
  EXPECT_EQ(changed.at("delivery").at("rate_per_second").as_int64(), 5);
  const auto replaced = asked(as_admin(make("PUT", one, R"({"url":"https://acme.example/new"})")));
  EXPECT_EQ(json::serialize(replaced.at("header_names")), "[]");
  EXPECT_EQ(json::serialize(replaced.at("event_types")), "[]");

  EXPECT_EQ(
      text(asked(as_admin(make("POST", one + "/pause", R"({"reason":"they move"})"))), "state"),
      "paused");
  EXPECT_EQ(text(asked(as_admin(make("GET", one))), "state_reason"), "they move");
  EXPECT_EQ(text(asked(as_admin(make("POST", one + "/resume"))), "state"), "active");
  EXPECT_EQ(status(as_admin(make("DELETE", one))), 204);
  EXPECT_EQ(status(as_admin(make("GET", one))), 404);
  EXPECT_EQ(status(as_admin(make("DELETE", one))), 404);
  EXPECT_EQ(actions(),
            (std::vector<std::string>{"endpoint.remove", "endpoint.resume", "endpoint.pause",
                                      "endpoint.change", "endpoint.change", "endpoint.create"}));
}

TEST_P(WebhookRoutes, what_is_wrong_with_a_draft_is_named) {
  const auto refused = [&](const std::string& body, const std::string& word) {
    const auto response = send(as_admin(make("POST", base_, body)));
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_NE(response.body.find(word), std::string::npos) << response.body;
  };
  refused("{}", "url");
  refused(R"({"url":"ftp://x"})", "url");
  refused(R"({"url":"http://127.0.0.1/"})", "url");
  refused(R"({"url":"https://a.example/","event_types":["reward.isued"]})", "reward.issued");
  refused(R"({"url":"https://a.example/","event_types":["a,b"]})", "comma");
  refused(R"({"url":"https://a.example/","headers":{"Host":"x"}})", "headers");
  refused(R"({"url":"https://a.example/","headers":{"X":1}})", "headers");
  refused(R"({"url":"https://a.example/","signing":"v9"})", "signing");
  refused(R"({"url":"https://a.example/","auth":{"type":"basic"}})", "type");
  refused(R"({"url":"https://a.example/","color":"red"})", "color");
}

TEST_P(WebhookRoutes, secrets_rotate_with_an_overlap) {
  put("wep_a");
  const std::string secrets = base_ + "/wep_a/secrets";
  EXPECT_EQ(asked(as_admin(make("GET", secrets))).at("secrets").as_array().size(), 1U);
  const auto made = asked(as_admin(make("POST", secrets, R"({"overlap_seconds":60})")), 201);
  EXPECT_TRUE(text(made, "secret").starts_with("whsec_"));
  const auto both = asked(as_admin(make("GET", secrets))).at("secrets").as_array();
  EXPECT_EQ(both.size(), 2U);
  EXPECT_EQ(json::serialize(both).find("whsec_"), std::string::npos);
  clock_.advance(std::chrono::seconds(61));
  EXPECT_EQ(asked(as_admin(make("GET", secrets))).at("secrets").as_array().size(), 1U);
}

TEST_P(WebhookRoutes, messages_their_attempts_and_a_replay) {
  put("wep_a");
  happen("evt_1");
  happen("evt_2");
  fail_all("<b>no</b>", R"({"x-why":"because"})");
  const std::string one = base_ + "/wep_a";
  const auto page = asked(as_admin(make("GET", one + "/messages?limit=1&state=dead")));
  ASSERT_EQ(page.at("messages").as_array().size(), 1U);
  EXPECT_EQ(page.at("messages").at(0).at("event"), "evt_2");
  const auto next = json::value_to<std::int64_t>(page.at("next"));
  const auto rest = asked(as_admin(make("GET", one + "/messages?before=" + std::to_string(next))));
  EXPECT_EQ(rest.at("messages").at(0).at("event"), "evt_1");
  EXPECT_TRUE(rest.at("next").is_null());
  EXPECT_EQ(status(as_admin(make("GET", one + "/messages?state=lost"))), 400);

  const auto detail = asked(as_admin(make("GET", one + "/messages/evt_1")));
  const auto& attempt = detail.at("attempt_list").at(0);
  EXPECT_EQ(attempt.at("status").as_int64(), 500);
  EXPECT_EQ(attempt.at("body"), "<b>no</b>");
  EXPECT_EQ(attempt.at("headers").at("x-why"), "because");
  EXPECT_TRUE(text(detail, "body").starts_with(R"({"type":"tier.updated")"));
  EXPECT_EQ(status(as_admin(make("GET", one + "/messages/evt_9"))), 404);

  EXPECT_EQ(text(asked(as_admin(make("POST", one + "/messages/evt_1/replay")), 202), "state"),
            "pending");
  EXPECT_EQ(status(as_admin(make("POST", one + "/messages/evt_1/replay"))), 409);
  EXPECT_EQ(text(asked(as_admin(make("GET", one + "/why-not?event=evt_1"))), "verdict"), "waiting");
  EXPECT_EQ(text(asked(as_admin(make("GET", one + "/why-not?event=evt_2"))), "verdict"), "dead");
  EXPECT_EQ(text(asked(as_admin(make("GET", base_ + "/gone/why-not?event=evt_2"))), "verdict"),
            "removed");
  EXPECT_EQ(status(as_admin(make("GET", one + "/why-not"))), 400);
}

TEST_P(WebhookRoutes, a_replay_is_counted_ordered_followed_and_cancelled) {
  put("wep_a");
  happen("evt_1");
  fail_all();
  const std::string one = base_ + "/wep_a";
  EXPECT_EQ(
      asked(as_admin(make("POST", one + "/replay", R"({"dry_run":true})"))).at("wanted").as_int64(),
      1);
  const auto ordered = send(as_admin(make("POST", one + "/replay", R"({"what":"missed"})")));
  ASSERT_EQ(ordered.status, 202) << ordered.body;
  const std::string place(ordered.headers.get("Location"));
  EXPECT_TRUE(asked(as_admin(make("GET", place))).at("ended_at").is_null());
  EXPECT_EQ(status(as_admin(make("POST", one + "/replay"))), 409);
  EXPECT_EQ(asked(as_admin(make("GET", one + "/replays"))).at("replays").as_array().size(), 1U);
  EXPECT_EQ(text(asked(as_admin(make("POST", place + "/cancel"))), "outcome"), "cancelled");
  EXPECT_EQ(status(as_admin(make("POST", place + "/cancel"))), 409);
  for (const auto* body : {R"({"what":"all"})", R"({"since":"noon"})", R"({"per_second":0})"})
    EXPECT_EQ(status(as_admin(make("POST", one + "/replay", body))), 400) << body;
}

TEST_P(WebhookRoutes, a_resume_lets_go_what_was_held) {
  put("wep_a");
  const std::string one = base_ + "/wep_a";
  asked(as_admin(make("POST", one + "/pause")));
  happen("evt_1");
  const auto resumed = send(as_admin(make("POST", one + "/resume", R"({"deliver_held":true})")));
  EXPECT_EQ(resumed.status, 200);
  const auto replay = asked(as_admin(make("GET", std::string(resumed.headers.get("Location")))));
  EXPECT_EQ(text(replay, "what"), "held");
  EXPECT_EQ(replay.at("wanted").as_int64(), 1);
}

TEST_P(WebhookRoutes, a_partner_sees_and_changes_only_its_own) {
  put("wep_ours");
  put("wep_agl", "agl");
  put("wep_other", "other");
  const auto agl = issue_partner("agl");
  const auto as_agl = [&](const std::string& method, const std::string& target,
                          const std::string& body = "") {
    return with_secret(agl, make(method, target, body));
  };
  const auto list = asked(as_agl("GET", base_)).at("endpoints").as_array();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list.at(0).at("id"), "wep_agl");
  for (const auto* other : {"/wep_ours", "/wep_other"}) {
    const std::string one = base_ + other;
    for (const auto* rest : {"", "/secrets", "/messages", "/messages/evt_1", "/replays",
                             "/replays/rpl_1", "/why-not?event=evt_1"})
      EXPECT_EQ(status(as_agl("GET", one + rest)), 404) << one << rest;
    for (const auto* rest : {"/pause", "/resume", "/test", "/secrets", "/replay",
                             "/messages/evt_1/replay", "/replays/rpl_1/cancel"})
      EXPECT_EQ(status(as_agl("POST", one + rest)), 404) << one << rest;
    EXPECT_EQ(status(as_agl("PATCH", one, R"({"description":"x"})")), 404);
    EXPECT_EQ(status(as_agl("PUT", one, R"({"url":"https://a.example/"})")), 404);
    EXPECT_EQ(status(as_agl("DELETE", one)), 404);
  }
  const auto made = asked(as_agl("POST", base_, R"({"url":"https://agl.example/two"})"), 201);
  EXPECT_EQ(text(asked(as_agl("GET", base_ + "/" + text(made, "id"))), "partner"), "agl");
  EXPECT_EQ(status(as_agl("POST", base_, R"({"url":"https://a.example/","partner":"other"})")),
            403);
  EXPECT_EQ(status(as_agl("PATCH", base_ + "/wep_agl", R"({"partner":"other"})")), 403);
  EXPECT_EQ(asked(as_admin(make("GET", base_))).at("endpoints").as_array().size(), 4U);
}

TEST_P(WebhookRoutes, scopes_are_asked_for) {
  put("wep_agl", "agl");
  const auto reader = issue_partner("agl", "webhooks:read");
  EXPECT_EQ(status(with_secret(reader, make("GET", base_))), 200);
  EXPECT_EQ(status(with_secret(reader, make("POST", base_ + "/wep_agl/test"))), 403);
  EXPECT_EQ(status(make("GET", base_)), 401);
  EXPECT_EQ(status(make("GET", "/api/v1/event-types")), 401);
}

TEST_P(WebhookRoutes, event_types_come_with_their_schemas) {
  const auto types =
      asked(as_admin(make("GET", "/api/v1/event-types"))).at("event_types").as_array();
  ASSERT_GT(types.size(), 10U);
  for (const auto& type : types) {
    EXPECT_TRUE(type.at("schema").is_object());
    EXPECT_GE(type.at("version").as_int64(), 1);
  }
}

TEST_P(WebhookRoutes, a_test_goes_to_its_endpoint) {
  put("wep_a");
  const auto sent = send(as_admin(make("POST", base_ + "/wep_a/test")));
  EXPECT_EQ(sent.status, 202);
  fan();
  const auto detail = asked(as_admin(make("GET", std::string(sent.headers.get("Location")))));
  EXPECT_EQ(text(detail, "event_type"), "webhook.test");
}

}  // namespace
}  // namespace patchbay::api
