// Tokens that the hub gets for itself: client credentials and logins.

#include "tests/unit/oauth/oauth_support.h"

namespace patchbay::oauth::testing {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class TokensTest : public OAuthTest {
 protected:
  const std::string token(std::size_t hub = 0, const TokenKey& key = {"org", "acme", ""}) {
    return text_of(get(hub, key, settings(GrantType::client_credentials)));
  }
  NoToken failure(std::size_t hub = 0) {
    return failure_of(get(hub, own, settings(GrantType::client_credentials)));
  }
  std::string sealed() { return text("SELECT sealed_access_token FROM oauth_tokens"); }
};
PATCHBAY_ON_BOTH_STORES(TokensTest);

TEST_P(TokensTest, are_fetched_once_and_kept_sealed) {
  add_hub();
  EXPECT_EQ(token(), "a2");
  EXPECT_EQ(token(), "a2");
  EXPECT_EQ(partner_.count(), 1U);
  EXPECT_EQ(partner_.sent().at(0).request.headers.get("Authorization"),
            "Basic Y2xpZW50OnMzY3IzdA==");
  EXPECT_TRUE(sealed().starts_with("v1.k1.")) << sealed();
  EXPECT_EQ(keys_.open(sealed(), "oauth_tokens/org/acme//sealed_access_token").value().reveal(),
            "a2");
}

TEST_P(TokensTest, of_organisations_and_partners_are_apart) {
  add_hub();
  EXPECT_EQ(token(0, {"org", "acme", ""}), "a2");
  EXPECT_EQ(token(0, {"org", "other", ""}), "a3");
  EXPECT_EQ(token(0, {"another", "acme", ""}), "a4");
  EXPECT_EQ(token(0, {"org", "acme", ""}), "a2");
}

TEST_P(TokensTest, outlive_a_restart) {
  add_hub();
  EXPECT_EQ(token(), "a2");
  add_hub();
  EXPECT_EQ(token(1), "a2");
  EXPECT_EQ(partner_.count(), 1U);
}

TEST_P(TokensTest, that_cannot_be_opened_are_fetched_anew) {
  add_hub();
  EXPECT_EQ(token(), "a2");
  write([](store::Session& session) {
    store::execute(session, "UPDATE oauth_tokens SET sealed_access_token = 'v1.k1.AAAA'");
  });
  add_hub();
  EXPECT_EQ(token(1), "a3");
}

TEST_P(TokensTest, that_were_moved_between_rows_are_not_used) {
  add_hub();
  EXPECT_EQ(token(), "a2");
  write([](store::Session& session) {
    store::execute(session, "UPDATE oauth_tokens SET partner = 'other'");
  });
  EXPECT_EQ(token(0, {"org", "other", ""}), "a3");
}

TEST_P(TokensTest, are_replaced_before_their_end) {
  add_hub();
  EXPECT_EQ(token(), "a2");
  advance(seconds(3600 - 61));
  EXPECT_EQ(token(), "a2");
  advance(seconds(31));
  EXPECT_EQ(token(), "a3") << "half a minute before its end no token is used";
}

TEST_P(TokensTest, of_short_life_are_replaced_a_tenth_before_their_end) {
  add_hub();
  partner_.life = 10;
  EXPECT_EQ(token(), "a2");
  advance(milliseconds(7'999));
  EXPECT_EQ(token(), "a2");
  advance(milliseconds(1'001));
  EXPECT_EQ(token(), "a3");
}

TEST_P(TokensTest, live_from_before_they_were_asked_for) {
  add_hub();
  partner_.life = 60;
  partner_.hold_next();
  auto slow = ask(0, own, settings(GrantType::client_credentials));
  partner_.wait_for_held();
  advance(seconds(20));
  partner_.let_go();
  EXPECT_EQ(text_of(slow.get()), "a2");
  advance(seconds(34));  // a tenth before the end of the minute that began with the request
  EXPECT_EQ(token(), "a3");
}

TEST_P(TokensTest, that_were_refused_are_fetched_anew) {
  add_hub();
  EXPECT_EQ(token(), "a2");
  forget(0, own, "a2");
  EXPECT_EQ(token(), "a3");
  forget(0, own, "a2");
  EXPECT_EQ(token(), "a3") << "a late refusal of the old token does not cost the new one";
  add_hub();
  forget(1, own, "a3");
  EXPECT_EQ(token(1), "a4") << "a hub that has not loaded it may say so as well";
  EXPECT_EQ(partner_.count(), 3U);
}

TEST_P(TokensTest, say_why_there_is_none) {
  add_hub();
  partner_.answer_with(401, R"({"error":"invalid_client"})");
  const auto none = failure();
  EXPECT_EQ(none.error.kind, ErrorKind::refused);
  EXPECT_FALSE(none.needs_consent);
  EXPECT_EQ(none.error.message.find("s3cr3t"), std::string::npos);
  EXPECT_NE(none.error.message.find("invalid_client"), std::string::npos);
  EXPECT_EQ(sealed(), "") << "nothing half stored";
}

TEST_P(TokensTest, leave_a_failing_endpoint_alone) {
  for (int i = 0; i < 2; ++i) add_hub();
  partner_.answer_with(503, "{}");
  EXPECT_EQ(failure().retry_in, seconds(1));
  for (int i = 0; i < 100; ++i) {
    const auto none = failure(i % 2);
    EXPECT_EQ(none.error.kind, ErrorKind::unavailable);
    EXPECT_EQ(none.retry_in, seconds(1));
  }
  EXPECT_EQ(partner_.count(), 1U);
  advance(seconds(1));
  EXPECT_EQ(failure(1).retry_in, seconds(2)) << "longer each time";
  EXPECT_EQ(partner_.count(), 2U);
  advance(seconds(2));
  partner_.rotate();
  EXPECT_EQ(token(), "a2");
  EXPECT_EQ(row(own).row->failures, 0);
}

TEST_P(TokensTest, obey_a_wish_for_a_pause) {
  add_hub();
  partner_.answer_by([](const Sent&) {
    auto answer = http::json_response(429, "{}");
    answer.headers.set("Retry-After", "120");
    return answer;
  });
  EXPECT_EQ(failure().retry_in, seconds(120));
  advance(seconds(119));
  EXPECT_EQ(failure().retry_in, seconds(1));
  EXPECT_EQ(partner_.count(), 1U);
}

TEST_P(TokensTest, fail_alike_for_all_who_wait) {
  add_hub();
  partner_.answer_with(503, "{}");
  partner_.hold_next();
  std::vector<std::future<Got>> answers;
  for (std::size_t i = 0; i < 20; ++i)
    answers.push_back(ask(0, own, settings(GrantType::client_credentials), i));
  partner_.wait_for_held();
  partner_.let_go();
  for (auto& answer : answers)
    EXPECT_EQ(failure_of(answer.get()).error.kind, ErrorKind::unavailable);
  EXPECT_EQ(partner_.count(), 1U);
}

TEST_P(TokensTest, are_unavailable_when_nobody_listens) {
  add_hub();
  partner_.stop();
  EXPECT_EQ(failure().error.kind, ErrorKind::unavailable);
}

TEST_P(TokensTest, do_not_wait_for_a_hub_that_died) {
  add_hub();
  write([&](store::Session& session) {
    take_lease(session, {own, 0, "hub-7", clock_.now(), clock_.now() + lease});
  });
  auto waiting = ask(0, own, settings(GrantType::client_credentials));
  write([](store::Session& session) { release_leases(session, "hub-7"); });
  EXPECT_EQ(text_of(waiting.get()), "a2");
}

TEST_P(TokensTest, of_a_login_are_found_where_the_settings_say) {
  add_hub();
  auto login = std::make_shared<ClientSettings>(*settings(GrantType::login_token));
  login->login.fields = {{"username", Secret(std::string("anna"))},
                         {"password", Secret(std::string("p4\"ss"))}};
  login->login.token_field = "data.token";
  login->login.life_field = "data.seconds";
  login->error_field = "errorDescription";
  partner_.answer_with(200, R"({"data":{"token":"t1","seconds":"600"},"errorDescription":null})");
  EXPECT_EQ(text_of(get(0, own, login)), "t1");
  EXPECT_EQ(partner_.sent().at(0).request.body, R"({"password":"p4\"ss","username":"anna"})");
  EXPECT_EQ(partner_.sent().at(0).request.headers.get("Authorization"), "");
  advance(seconds(600));
  partner_.answer_with(200, R"({"data":{"token":"t2"},"errorDescription":"No such user"})");
  EXPECT_EQ(failure_of(get(0, own, login)).error.kind, ErrorKind::refused);
}

TEST_P(TokensTest, of_a_login_may_carry_their_end_inside) {
  add_hub();
  auto login = std::make_shared<ClientSettings>(*settings(GrantType::login_token));
  login->reads_jwt_expiry = true;
  login->life_default = hours(24);
  // {"exp":1700003600}: an hour from the beginning of the test.
  partner_.answer_with(200, R"({"token":"e30.eyJleHAiOjE3MDAwMDM2MDB9.c2ln"})");
  EXPECT_EQ(text_of(get(0, own, login)), "e30.eyJleHAiOjE3MDAwMDM2MDB9.c2ln");
  EXPECT_EQ(row(own).row->expires_at->micros, 1'700'003'600'000'000);
  advance(hours(2));
  EXPECT_EQ(failure_of(get(0, own, login)).error.kind, ErrorKind::invalid) << "expired as it came";
  advance(hours(2));
  partner_.answer_with(200, R"({"token":"plain"})");
  EXPECT_EQ(text_of(get(0, own, login)), "plain");
  EXPECT_EQ((*row(own).row->expires_at - row(own).row->fetched_at), hours(24));
}

}  // namespace
}  // namespace patchbay::oauth::testing
