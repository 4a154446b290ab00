#include "hub/oauth/authorizations.h"

#include "hub/crypto/digest.h"
#include "hub/crypto/jwt.h"
#include "hub/crypto/system_random.h"
#include "tests/unit/oauth/oauth_support.h"

namespace patchbay::oauth::testing {
namespace {

using std::chrono::minutes;

constexpr const char* redirect = "https://hub.example/oauth/acme/callback";

class AuthorizationsTest : public OAuthTest {
 protected:
  void SetUp() override {
    OAuthTest::SetUp();
    if (IsSkipped()) return;
    make();
    partner_.answer_by([this](const Sent& sent) { return answer(sent); });
  }
  void make() {
    authorizations_ = make_authorizations(store(), keys_, clock_, crypto::system_random());
  }
  /// Of a partner that checks the proof of the code and knows the code "good".
  http::Response answer(const Sent& sent) {
    if (sent.request.path().find(".well-known") != std::string::npos)
      return http::json_response(metadata_status_, metadata_);
    const auto digest = crypto::sha256(sent.form.at("code_verifier"));
    const bool is_proven = crypto::to_base64url(digest) == challenge_;
    if (!is_proven || sent.form.at("code") != "good" || sent.form.at("redirect_uri") != redirect)
      return http::json_response(400, R"({"error":"invalid_grant"})");
    return http::json_response(200, pair_json(1, 3600));
  }

  SharedSettings with_issuer() {
    auto made = std::make_shared<ClientSettings>(*consent());
    made->authorization_endpoint = partner_.url("/auth");
    made->issuer = issuer_;
    return made;
  }
  Result<std::string> begin(const std::string& session = "s1") {
    AuthorizationStart start{anna, session, redirect, with_issuer()};
    auto url = boost::asio::co_spawn(loops_->at(0),
                                     authorizations_->begin(std::move(start), *clients_.at(0)),
                                     boost::asio::use_future)
                   .get();
    if (!url) return url;
    const auto query = fields_of(url->substr(url->find('?') + 1));
    state_ = query.at("state");
    challenge_ = query.at("code_challenge");
    return url;
  }
  AuthorizationAnswer said() {
    return {"org", "acme", "s1", redirect, state_, "good", "", "", "customer:anna", with_issuer()};
  }
  Result<TokenKey> finish(AuthorizationAnswer answer, AlsoStore also = {}) {
    return boost::asio::co_spawn(
               loops_->at(0),
               authorizations_->finish(std::move(answer), std::move(also), *clients_.at(0)),
               boost::asio::use_future)
        .get();
  }
  void expect_refused(AuthorizationAnswer answer) {
    const auto finished = finish(std::move(answer));
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().kind, ErrorKind::refused) << finished.error().message;
    EXPECT_FALSE(row(anna).row);
    EXPECT_EQ(count("SELECT COUNT(*) FROM events"), 0);
  }

  std::string state_, challenge_, issuer_, metadata_;
  int metadata_status_ = 200;
  std::unique_ptr<Authorizations> authorizations_;
};
PATCHBAY_ON_BOTH_STORES(AuthorizationsTest);

TEST_P(AuthorizationsTest, exchange_the_code_and_store_all_at_once) {
  ASSERT_TRUE(begin());
  const auto also = [](store::Session& session, const TokenKey& key, Timestamp) {
    store::execute(session, "UPDATE oauth_tokens SET scope = :customer",
                   {{"customer", key.customer}});
  };
  const auto finished = finish(said(), also);
  ASSERT_TRUE(finished) << finished.error().message;
  EXPECT_EQ(*finished, anna);
  EXPECT_EQ(row(anna).access.reveal(), "a1");
  EXPECT_EQ(row(anna).refresh.reveal(), "r1");
  EXPECT_EQ(row(anna).row->scope, "anna");
  EXPECT_EQ(text("SELECT type FROM events"), "link.consented");
  EXPECT_EQ(text("SELECT actor FROM audit"), "customer:anna");
  add_hub();
  EXPECT_EQ(text_of(get(0, anna, consent())), "a1");
}

TEST_P(AuthorizationsTest, keep_neither_state_nor_verifier_readable) {
  ASSERT_TRUE(begin());
  EXPECT_NE(text("SELECT state_hash FROM oauth_flows"), state_);
  EXPECT_EQ(text("SELECT session_hash FROM oauth_flows"),
            crypto::to_hex(crypto::sha256(std::string("s1"))));
  EXPECT_TRUE(text("SELECT sealed_verifier FROM oauth_flows").starts_with("v1."));
}

TEST_P(AuthorizationsTest, are_good_once) {
  ASSERT_TRUE(begin());
  ASSERT_TRUE(finish(said()));
  const auto again = finish(said());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::refused);
  EXPECT_EQ(partner_.count(), 1U) << "nobody is asked for a state that was used";
}

TEST_P(AuthorizationsTest, are_bound_to_session_partner_and_redirect) {
  const auto spoil = [](int what, AuthorizationAnswer answer) {
    if (what == 0) answer.session = "s2";
    if (what == 1) answer.partner = "other";
    if (what == 2) answer.redirect_uri += "/";
    if (what == 3) answer.state += "x";
    if (what == 4) answer.organisation = "another";
    if (what == 5) answer.state = "";
    return answer;
  };
  for (int what = 0; what < 6; ++what) {
    ASSERT_TRUE(begin());
    expect_refused(spoil(what, said()));
  }
  EXPECT_EQ(partner_.count(), 0U);
}

TEST_P(AuthorizationsTest, a_foreign_answer_uses_the_state_up) {
  ASSERT_TRUE(begin());
  auto foreign = said();
  foreign.session = "s2";
  expect_refused(foreign);
  expect_refused(said());
}

TEST_P(AuthorizationsTest, end_after_ten_minutes) {
  ASSERT_TRUE(begin());
  clock_.advance(minutes(10));
  expect_refused(said());
  ASSERT_TRUE(begin());
  clock_.advance(minutes(10) - Duration(1));
  EXPECT_TRUE(finish(said()));
}

TEST_P(AuthorizationsTest, a_session_has_only_a_few_open) {
  ASSERT_TRUE(begin("other"));
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(begin());
    clock_.advance(Duration(1));
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM oauth_flows"), 9);
  EXPECT_TRUE(finish(said())) << "the newest are kept";
}

TEST_P(AuthorizationsTest, a_no_of_the_customer_is_an_error) {
  ASSERT_TRUE(begin());
  auto no = said();
  no.code = "";
  no.error = "access_denied";
  const auto finished = finish(no);
  ASSERT_FALSE(finished);
  EXPECT_NE(finished.error().message.find("access_denied"), std::string::npos);
  ASSERT_TRUE(begin());
  auto strange = said();
  strange.error = "<script>";
  const auto refused = finish(strange);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.find("script"), std::string::npos);
}

TEST_P(AuthorizationsTest, a_wrong_code_stores_nothing) {
  ASSERT_TRUE(begin());
  auto wrong = said();
  wrong.code = "bad";
  expect_refused(wrong);
  ASSERT_TRUE(begin());
  challenge_ = "of somebody else";
  expect_refused(said());
}

TEST_P(AuthorizationsTest, what_fails_with_the_tokens_fails_whole) {
  ASSERT_TRUE(begin());
  const auto broken = [](store::Session&, const TokenKey&, Timestamp) {
    throw ErrorException(unavailable("a fault"));
  };
  EXPECT_THROW((void)finish(said(), broken), ErrorException);
  EXPECT_FALSE(row(anna).row);
  EXPECT_EQ(count("SELECT COUNT(*) FROM events"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit"), 0);
}

TEST_P(AuthorizationsTest, check_who_answers) {
  issuer_ = partner_.url("");
  const auto with_iss = [&](const std::string& iss) {
    auto answer = said();
    answer.iss = iss;
    return answer;
  };
  ASSERT_TRUE(begin());
  expect_refused(with_iss("https://evil.example"));
  ASSERT_TRUE(begin());
  EXPECT_TRUE(finish(with_iss(issuer_)));
}

TEST_P(AuthorizationsTest, discover_the_endpoints_and_want_an_announced_iss) {
  issuer_ = partner_.url("");
  metadata_ = R"({"issuer":")" + issuer_ + R"(","authorization_endpoint":")" + issuer_ +
              R"(/auth","token_endpoint":")" + issuer_ +
              R"(/t","authorization_response_iss_parameter_supported":true})";
  const auto discovered = [&](std::string iss) {
    auto made = std::make_shared<ClientSettings>(*consent());
    made->token_endpoint.clear();
    made->issuer = issuer_;
    AuthorizationStart start{anna, "s1", redirect, made};
    const auto url = boost::asio::co_spawn(
                         loops_->at(0), authorizations_->begin(std::move(start), *clients_.at(0)),
                         boost::asio::use_future)
                         .get()
                         .value();
    const auto query = fields_of(url.substr(url.find('?') + 1));
    challenge_ = query.at("code_challenge");
    AuthorizationAnswer answer{"org",  "acme",         "s1", redirect,        query.at("state"),
                               "good", std::move(iss), "",   "customer:anna", made};
    return finish(std::move(answer));
  };
  const auto refused = discovered("");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("iss"), std::string::npos);
  EXPECT_TRUE(discovered(issuer_));
  EXPECT_EQ(partner_.sent().at(0).request.path(), "/.well-known/oauth-authorization-server");
  EXPECT_EQ(partner_.sent().at(1).request.path(), "/t") << "the document is kept";
  EXPECT_EQ(partner_.count(), 2U);

  make();
  metadata_status_ = 503;
  EXPECT_THROW((void)discovered(issuer_), ErrorException);
}

TEST_P(AuthorizationsTest, are_for_the_code_grant_only) {
  AuthorizationStart start{anna, "s1", redirect, settings(GrantType::client_credentials)};
  const auto url = boost::asio::co_spawn(loops_->at(0),
                                         authorizations_->begin(std::move(start), *clients_.at(0)),
                                         boost::asio::use_future)
                       .get();
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace patchbay::oauth::testing
