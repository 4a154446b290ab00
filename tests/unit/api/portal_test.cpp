#include "hub/access/consents.h"
#include "hub/access/credentials.h"
#include "hub/api/site_session.h"
#include "tests/support/wait.h"
#include "tests/unit/api/site_visits.h"
#include "tests/unit/api/webhook_fixture.h"

namespace patchbay::api {
namespace {

class PortalTest : public test::SiteVisits<test::WebhookApiFixture> {
 protected:
  PortalTest() : SiteVisits("/portal") {}

  bool is_soon_out(const std::string& cookie) {
    return wait_until([&] { return page("/portal", cookie).status == 401; });
  }
};
PATCHBAY_ON_BOTH_STORES(PortalTest);

TEST_P(PortalTest, lets_a_partner_in_by_key_and_secret_for_an_hour) {
  put("wep_agl", "agl");
  put("wep_other", "other");
  EXPECT_EQ(send(make("GET", "/portal")).status, 401);
  const auto agl = issue_partner("agl");
  const auto in = sign_in(agl);
  const std::string header(in.headers.get("Set-Cookie"));
  EXPECT_NE(header.find("; Path=/portal; Max-Age=3600; HttpOnly; SameSite=Strict; Secure"),
            std::string::npos)
      << header;
  EXPECT_EQ(header.find(agl.secret.reveal()), std::string::npos);
  EXPECT_EQ(in.headers.get("Location"), "/portal");
  const auto cookie = cookie_of(agl);
  const auto first = page("/portal", cookie);
  EXPECT_EQ(first.status, 200);
  EXPECT_NE(first.body.find("wep_agl"), std::string::npos);
  EXPECT_EQ(first.body.find("wep_other"), std::string::npos);
  clock_.advance(std::chrono::minutes(61));
  EXPECT_EQ(page("/portal", cookie).status, 401);
}

TEST_P(PortalTest, nobody_else_comes_in_and_the_answer_does_not_say_why) {
  const auto agl = issue_partner("agl");
  const auto other = issue_partner("other");
  const auto blind = issue_partner("agl", "partners:read");
  const auto owner = issue("owner", access::Signing::none);
  const std::string key = agl.credential.public_key;
  const auto refused = [&](const std::string& body) {
    const auto response = send(form("/portal/login", body));
    EXPECT_EQ(response.status, 401) << body;
    EXPECT_EQ(response.headers.get("Set-Cookie"), "");
    return response.body;
  };
  const auto one = refused("key=" + key + "&secret=" + std::string(other.secret.reveal()));
  EXPECT_EQ(refused("key=pk_live_000000000000000000000000&secret=x"), one);
  EXPECT_EQ(refused(""), one);
  EXPECT_EQ(refused("key=%3Cb%3E&secret="), one);
  EXPECT_EQ(refused("key=" + blind.credential.public_key +
                    "&secret=" + std::string(blind.secret.reveal())),
            one);
  EXPECT_EQ(refused("key=" + owner.credential.public_key +
                    "&secret=" + std::string(owner.secret.reveal())),
            one);
  auto cross = form("/portal/login", "key=" + key + "&secret=" + std::string(agl.secret.reveal()));
  cross.headers.add("Sec-Fetch-Site", "cross-site");
  EXPECT_EQ(send(cross).status, 403);
}

TEST_P(PortalTest, a_cookie_is_ours_or_nothing) {
  const auto agl = issue_partner("agl");
  const auto cookie = cookie_of(agl);
  EXPECT_EQ(page("/portal", cookie).status, 200);
  auto bent = cookie;
  bent.back() = bent.back() == 'A' ? 'B' : 'A';
  bent[bent.size() - 8] = bent[bent.size() - 8] == 'A' ? 'B' : 'A';
  EXPECT_EQ(page("/portal", bent).status, 401);
  EXPECT_EQ(page("/portal", "patchbay_portal=").status, 401);
  EXPECT_EQ(page("/portal", cookie + "; " + cookie).status, 401);
  EXPECT_EQ(page("/portal", "patchbay_portal=" + std::string(5'000, 'x')).status, 401);
  // Sealed by us, but for something else.
  EXPECT_EQ(page("/portal", "patchbay_portal=" + keys_.seal("{}", "other")).status, 401);
}

TEST_P(PortalTest, a_revoked_credential_is_out_at_once) {
  const auto agl = issue_partner("agl");
  const auto cookie = cookie_of(agl);
  write([&](store::Session& s) {
    access::revoke_credential(s, test::organisation, agl.credential.id, clock_.now());
  });
  EXPECT_TRUE(is_soon_out(cookie));
}

TEST_P(PortalTest, a_disabled_partner_is_out_at_once) {
  const auto agl = issue_partner("agl");
  const auto cookie = cookie_of(agl), others = cookie_of(issue_partner("other"));
  write([&](store::Session& s) {
    jobs::throw_switch(s, {jobs::SwitchKind::disabled, test::organisation, "agl", "it left", "test",
                           clock_.now()});
  });
  const auto board = jobs::make_switch_board(store(), *loops_);
  switches_ = board.get();
  open();
  EXPECT_EQ(page("/portal", cookie).status, 401);
  EXPECT_EQ(sign_in(agl).status, 401);
  EXPECT_EQ(page("/portal", others).status, 200);
  handler_ = nullptr;  // before its board
}

TEST_P(PortalTest, shows_messages_and_attempts_escaped) {
  put("wep_agl", "agl");
  write([&](store::Session& s) {
    access::grant_consent(s, {test::organisation, "42", "agl"}, access::Purpose::rewards, "code",
                          "test", clock_.now());
  });
  happen("evt_1");
  fail_all("<script>alert(1)</script>", R"({"x-bad":"\"><img src=x>"})");
  const auto cookie = cookie_of(issue_partner("agl"));
  const auto endpoint = page("/portal/endpoints/wep_agl?state=dead", cookie);
  EXPECT_EQ(endpoint.status, 200);
  EXPECT_NE(endpoint.body.find("/portal/endpoints/wep_agl/messages/evt_1"), std::string::npos);
  EXPECT_EQ(page("/portal/endpoints/wep_agl?state=held", cookie).body.find("evt_1"),
            std::string::npos);
  const auto message = page("/portal/endpoints/wep_agl/messages/evt_1", cookie);
  EXPECT_EQ(message.status, 200);
  EXPECT_EQ(message.body.find("<script"), std::string::npos);
  EXPECT_EQ(message.body.find("<img"), std::string::npos);
  EXPECT_NE(message.body.find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
  EXPECT_NE(message.body.find("the endpoint answered 500"), std::string::npos);
  for (const auto* path :
       {"/portal/event-types", "/portal/verify", "/portal/endpoints/wep_agl/replay?what=missed"})
    EXPECT_EQ(page(path, cookie).status, 200) << path;
  EXPECT_EQ(page("/portal/endpoints/wep_agl/replay?what=all", cookie).status, 400);
}

TEST_P(PortalTest, other_partners_things_do_not_exist) {
  put("wep_other", "other");
  put("wep_ours");
  happen("evt_1");
  const auto cookie = cookie_of(issue_partner("agl"));
  const auto token = token_in(page("/portal", cookie).body);
  for (const auto* id : {"wep_other", "wep_ours", "none", "%00", "%3Cb%3E"}) {
    const std::string one = std::string("/portal/endpoints/") + id;
    for (const auto* rest : {"", "/messages/evt_1", "/replay?what=failed"})
      EXPECT_EQ(page(one + rest, cookie).status, 404) << one << rest;
    for (const auto* rest : {"/test", "/replay", "/messages/evt_1/replay"})
      EXPECT_EQ(send(form(one + rest, "form_token=" + token + "&what=failed", cookie)).status, 404)
          << one << rest;
  }
}

TEST_P(PortalTest, tests_and_replays_want_the_pages_own_form) {
  put("wep_agl", "agl");
  write([&](store::Session& s) {
    access::grant_consent(s, {test::organisation, "42", "agl"}, access::Purpose::rewards, "code",
                          "test", clock_.now());
  });
  happen("evt_1");
  fail_all();
  const auto cookie = cookie_of(issue_partner("agl"));
  const auto token = token_in(page("/portal/endpoints/wep_agl", cookie).body);
  ASSERT_EQ(token.size(), 32U);
  const std::string test = "/portal/endpoints/wep_agl/test";
  const std::string replay = "/portal/endpoints/wep_agl/messages/evt_1/replay";
  EXPECT_EQ(send(form(test, "", cookie)).status, 403);
  EXPECT_EQ(send(form(test, "form_token=" + std::string(32, '0'), cookie)).status, 403);
  EXPECT_EQ(send(form(test, "form_token=" + token)).status, 401);
  auto cross = form(test, "form_token=" + token, cookie);
  cross.headers.add("Origin", "https://evil.example");
  EXPECT_EQ(send(cross).status, 403);
  EXPECT_EQ(send(form(test, "form_token=" + token, cookie)).status, 303);
  EXPECT_EQ(send(form(replay, "form_token=" + token, cookie)).status, 303);
  EXPECT_EQ(send(form(replay, "form_token=" + token, cookie)).status, 409);
  fan();
  EXPECT_NE(page("/portal/endpoints/wep_agl", cookie).body.find("webhook.test"), std::string::npos);
  fail_all();
  const std::string all = "/portal/endpoints/wep_agl/replay";
  EXPECT_EQ(send(form(all, "form_token=" + token + "&what=failed", cookie)).status, 303);
  EXPECT_EQ(send(form(all, "form_token=" + token + "&what=failed", cookie)).status, 409);
  EXPECT_EQ(send(form("/portal/logout", "form_token=" + token, cookie)).status, 303);
}

TEST_P(PortalTest, a_reader_gets_no_buttons_and_none_of_their_deeds) {
  put("wep_agl", "agl");
  const auto cookie = cookie_of(issue_partner("agl", "webhooks:read"));
  const auto first = page("/portal/endpoints/wep_agl", cookie);
  EXPECT_EQ(first.body.find("Send a test"), std::string::npos);
  const auto token = token_in(first.body);
  EXPECT_EQ(send(form("/portal/endpoints/wep_agl/test", "form_token=" + token, cookie)).status,
            403);
}

}  // namespace
}  // namespace patchbay::api
