// The hub as client of an OAuth2 server that we did not write: npm oidc-provider, on Node.

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "hub/crypto/system_random.h"
#include "hub/oauth/authorizations.h"
#include "hub/oauth/revocation.h"
#include "hub/oauth/sealed_pair.h"
#include "tests/interop/node_test.h"

namespace patchbay::test {
namespace {

using oauth::ClientSettings;
using oauth::EndpointAuth;
using oauth::Got;
using oauth::GrantType;
using oauth::NoToken;

constexpr const char* redirect = "http://127.0.0.1:9/oauth/acme/callback";
const oauth::TokenKey anna{"org", "acme", "anna"};
const oauth::TokenKey own{"org", "acme", ""};

class OAuthInterop : public NodeTest {
 protected:
  static void SetUpTestSuite() { start("partner.mjs", "oidc-provider"); }
  void SetUp() override {
    NodeTest::SetUp();
    if (IsSkipped()) return;
    for (const char* name : {"hub-0", "hub-1"})
      hubs_.push_back(oauth::make_token_source(store(), keys_, system_clock(), {.holder = name}));
    authorizations_ =
        oauth::make_authorizations(store(), keys_, system_clock(), crypto::system_random());
    control({{"token_delay_ms", 0}, {"token_status", 0}, {"clock_skew_s", 0}, {"says_no", false}});
  }

  std::string post(const std::string& path, std::string body, const std::string& type) {
    return ask("POST", path, std::move(body), type).body;
  }
  /// Gives the number of requests to the token endpoint up to now.
  std::int64_t control(const boost::json::object& wanted) {
    const auto answer = post("/control", boost::json::serialize(wanted), "application/json");
    return boost::json::parse(answer).at("token_requests").as_int64();
  }

  static std::shared_ptr<ClientSettings> settings(const std::string& id) {
    auto made = std::make_shared<ClientSettings>();
    const bool is_machine = id.starts_with("machine");
    made->grant = is_machine ? GrantType::client_credentials : GrantType::authorization_code;
    made->issuer = peer_url();
    made->client_id = id;
    made->client_secret = Secret("secret of " + id + " +&:%");
    if (id.ends_with("post")) made->auth = EndpointAuth::post;
    if (id == "public") made->auth = EndpointAuth::none;
    for (const std::string key : {"rsa", "ec"})
      if (id.ends_with(key)) {
        made->auth = EndpointAuth::private_key_jwt;
        made->private_key = Secret(said(key + "_key"));
        made->key_id = "key-" + key;
      }
    if (!is_machine) made->scope = "openid offline_access";
    made->authorization_parameters = {{"prompt", "consent"}};
    return made;
  }

  /// The answer that anna's browser brings back.
  oauth::AuthorizationAnswer browse(const oauth::SharedSettings& with) {
    auto to = run(authorizations_->begin({anna, "session", redirect, with}, *client_));
    const auto back = post("/browse", to.value(), "text/plain");
    EXPECT_TRUE(back.starts_with(redirect)) << back;
    const auto query = back.substr(std::min(back.size(), back.find('?') + 1));
    const auto value = [&](const char* name) { return http::query_value(query, name); };
    return {"org",         "acme",       "session",      redirect,        value("state"),
            value("code"), value("iss"), value("error"), "customer:anna", with};
  }
  Result<oauth::TokenKey> finish(oauth::AuthorizationAnswer answer) {
    return run(authorizations_->finish(std::move(answer), {}, *client_));
  }
  Got get(const oauth::TokenKey& key, const oauth::SharedSettings& with, std::size_t hub = 0) {
    return run(hubs_.at(hub)->token(key, with, *client_));
  }
  std::string token(const oauth::TokenKey& key, const oauth::SharedSettings& with) {
    const auto got = get(key, with);
    const auto* none = std::get_if<NoToken>(&got);
    EXPECT_EQ(none, nullptr) << none->error.message;
    return none == nullptr ? std::string(std::get<Secret>(got).reveal()) : "";
  }
  void refuse(const oauth::TokenKey& key, const std::string& text) {
    run(hubs_.at(0)->forget(key, Secret(text)));
    run(hubs_.at(1)->forget(key, Secret(text)));
  }
  oauth::Opened row(const oauth::TokenKey& key) {
    return read([&](store::Session& session) { return look_at(session, keys_, key, Secret()); });
  }
  /// As the server itself sees it (RFC 7662).
  bool is_active(const std::string& text) {
    const std::string form = "client_id=public&token=" + http::percent_encode(text);
    const auto answer = post("/token/introspection", form, "application/x-www-form-urlencoded");
    return boost::json::parse(answer).at("active").as_bool();
  }
  jobs::End tell_of_revocation(const oauth::SharedSettings& with) {
    const auto handler = oauth::make_revoker(
        {store(), keys_, system_clock(), [this]() -> http::Client& { return *client_; },
         [&with](const OrganisationId&, const std::string&) { return with; }});
    jobs::Job job;
    job.organisation = "org";
    job.payload = read([](store::Session& session) {
      return store::query_value<std::string>(session, "SELECT payload FROM jobs").value();
    });
    return run(handler(std::move(job)));
  }

  std::vector<std::unique_ptr<oauth::TokenSource>> hubs_;
  std::unique_ptr<oauth::Authorizations> authorizations_;
};
PATCHBAY_ON_BOTH_STORES(OAuthInterop);

TEST_P(OAuthInterop, consent_refresh_and_revocation_with_every_client_authentication) {
  for (const char* id : {"basic", "post", "public", "rsa", "ec"}) {
    SCOPED_TRACE(id);
    const auto with = settings(id);
    const auto finished = finish(browse(with));
    ASSERT_TRUE(finished) << finished.error().message;
    const auto first = token(anna, with);
    const std::string first_refresh(row(anna).refresh.reveal());
    EXPECT_TRUE(is_active(first));
    EXPECT_FALSE(first_refresh.empty());
    refuse(anna, first);
    const auto second = token(anna, with);
    const std::string second_refresh(row(anna).refresh.reveal());
    EXPECT_NE(second, first);
    EXPECT_NE(second_refresh, first_refresh) << "it rotates";
    write([&](store::Session& session) {
      oauth::revoke(session, keys_, {anna, "api:admin", "", system_clock().now()},
                    crypto::system_random());
    });
    EXPECT_TRUE(std::holds_alternative<jobs::Done>(tell_of_revocation(with)));
    EXPECT_FALSE(is_active(second));
    EXPECT_FALSE(is_active(second_refresh));
    write([](store::Session& session) { store::execute(session, "DELETE FROM jobs"); });
  }
}

TEST_P(OAuthInterop, client_credentials_with_every_client_authentication) {
  for (const char* id : {"machine", "machine-post", "machine-rsa", "machine-ec"}) {
    SCOPED_TRACE(id);
    const oauth::TokenKey key{"org", id, ""};
    const auto first = token(key, settings(id));
    EXPECT_TRUE(is_active(first));
    EXPECT_EQ(*row(key).row->expires_at - row(key).row->fetched_at, std::chrono::minutes(10));
    refuse(key, first);
    EXPECT_NE(token(key, settings(id)), first);
  }
  auto wrong = settings("machine");
  wrong->client_secret = Secret(std::string("wrong"));
  const auto none = std::get<NoToken>(get({"org", "wrong", ""}, wrong));
  EXPECT_EQ(none.error.kind, ErrorKind::refused);
  EXPECT_NE(none.error.message.find("invalid_client"), std::string::npos) << none.error.message;
}

TEST_P(OAuthInterop, two_hubs_refresh_once) {
  const auto with = settings("basic");
  ASSERT_TRUE(finish(browse(with)));
  refuse(anna, token(anna, with));
  const auto before = control({{"token_delay_ms", 50}});
  std::vector<std::future<Got>> answers;
  for (std::size_t i = 0; i < 100; ++i)
    answers.push_back(boost::asio::co_spawn(
        loops_->at(0), hubs_.at(i % 2)->token(anna, with, *client_), boost::asio::use_future));
  std::set<std::string> tokens;
  for (auto& answer : answers) tokens.emplace(std::get<Secret>(answer.get()).reveal());
  EXPECT_EQ(tokens.size(), 1U);
  EXPECT_EQ(control({}) - before, 1);
  EXPECT_TRUE(is_active(*tokens.begin())) << "no refresh token was used twice";
}

TEST_P(OAuthInterop, a_refresh_token_used_twice_needs_a_new_consent) {
  const auto with = settings("basic");
  ASSERT_TRUE(finish(browse(with)));
  const auto first = token(anna, with);
  const auto old = row(anna);
  refuse(anna, first);
  const auto second = token(anna, with);
  write([&](store::Session& session) {  // as from a backup
    store::execute(session, "UPDATE oauth_tokens SET sealed_refresh_token = :old",
                   {{"old", old.row->sealed_refresh}});
  });
  refuse(anna, second);
  EXPECT_TRUE(std::get<NoToken>(get(anna, with)).needs_consent);
  EXPECT_TRUE(row(anna).row->needs_consent);
  ASSERT_TRUE(finish(browse(with)));
  EXPECT_TRUE(is_active(token(anna, with)));
}

TEST_P(OAuthInterop, an_answer_must_come_from_the_issuer) {
  const auto with = settings("public");
  auto without = browse(with);
  EXPECT_EQ(without.iss, peer_url());
  without.iss.clear();
  EXPECT_FALSE(finish(without)) << "the server announces it";
  auto other = browse(with);
  other.iss = "https://evil.example";
  EXPECT_FALSE(finish(other));
  EXPECT_FALSE(row(anna).row);
}

TEST_P(OAuthInterop, a_customer_may_say_no) {
  control({{"says_no", true}});
  const auto finished = finish(browse(settings("public")));
  ASSERT_FALSE(finished);
  EXPECT_NE(finished.error().message.find("access_denied"), std::string::npos)
      << finished.error().message;
}

TEST_P(OAuthInterop, clocks_may_differ_by_minutes) {
  for (const int skew_s : {-240, 240}) {
    control({{"clock_skew_s", skew_s}});
    const oauth::TokenKey key{"org", "skew" + std::to_string(skew_s), ""};
    token(key, settings("machine-ec"));
    EXPECT_EQ(*row(key).row->expires_at - row(key).row->fetched_at, std::chrono::minutes(10));
  }
}

TEST_P(OAuthInterop, a_slow_or_failing_token_endpoint_is_survived) {
  const auto with = settings("basic");
  ASSERT_TRUE(finish(browse(with)));
  const auto first = token(anna, with);
  const std::string refresh_token(row(anna).refresh.reveal());
  refuse(anna, first);
  control({{"token_status", 503}});
  const auto down = std::get<NoToken>(get(anna, with));
  EXPECT_EQ(down.error.kind, ErrorKind::unavailable);
  EXPECT_GT(down.retry_in, Duration(0));
  EXPECT_EQ(row(anna).refresh.reveal(), refresh_token);

  const auto lift_pause = [&] {
    write([](store::Session& session) {
      store::execute(session, "UPDATE oauth_tokens SET retry_at = 0");
    });
  };
  lift_pause();
  control({{"token_status", 0}, {"token_delay_ms", 3000}});
  auto hasty = std::make_shared<ClientSettings>(*settings("machine"));
  hasty->timeout = std::chrono::milliseconds(100);
  EXPECT_EQ(std::get<NoToken>(get(own, hasty)).error.kind, ErrorKind::unavailable);
  control({{"token_delay_ms", 0}});
  lift_pause();
  EXPECT_TRUE(is_active(token(own, settings("machine"))));
  EXPECT_TRUE(is_active(token(anna, with)));
}

}  // namespace
}  // namespace patchbay::test
