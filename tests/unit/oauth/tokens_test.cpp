#include "hub/oauth/tokens.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "hub/http/server.h"
#include "tests/support/stores.h"

namespace patchbay::oauth {
namespace {

using std::chrono::seconds;
using store::Session;

/// A partner's token endpoint on loopback: counts fetches, answers as told.
class Endpoint {
 public:
  explicit Endpoint(http::Loops& loops) {
    server_ =
        http::start_server(loops, {}, [this](http::Request request) -> Async<http::Response> {
          const int fetch = ++fetches;
          last_authorization = request.headers.get("Authorization");
          if (delay.count() > 0) co_await sleep_for(delay);
          if (!fixed_body.empty()) co_return http::json_response(status, fixed_body);
          co_return http::json_response(200, "{\"access_token\":\"token-" + std::to_string(fetch) +
                                                 "\",\"token_type\":\"Bearer\",\"expires_in\":" +
                                                 std::to_string(expires_in) + "}");
        }).value();
  }
  std::string url() const { return server_->url() + "/oauth/token"; }
  void stop() { server_->stop(seconds(5)); }

  std::atomic<int> fetches = 0;
  std::string last_authorization;
  Duration delay{0};
  int status = 200;
  std::string fixed_body;
  int expires_in = 3600;

 private:
  std::unique_ptr<http::Server> server_;
};

std::string text_of(const Got& got) {
  if (const auto* token = std::get_if<Secret>(&got)) return std::string(token->reveal());
  return std::get<NoToken>(got).error.message;
}
NoToken failure_of(const Got& got) { return std::get<NoToken>(got); }

class TokensTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    for (std::size_t i = 0; i < loops_->size(); ++i)
      clients_.push_back(http::make_client(loops_->at(i), {}));
    restart();
  }
  void TearDown() override {
    endpoint_.stop();
    loops_->stop();
    source_.reset();
    StoreTest::TearDown();
  }

  void restart() { source_ = make_token_source(store(), keys_, clock_); }

  std::future<Got> ask(std::size_t loop = 0, const std::string& organisation = "org",
                       const std::string& partner = "acme") {
    std::promise<Got> promise;
    auto future = promise.get_future();
    spawn(loops_->at(loop), "ask", ask_on(loop, organisation, partner, std::move(promise)));
    return future;
  }
  std::string token(const std::string& organisation = "org", const std::string& partner = "acme") {
    auto result = ask(0, organisation, partner).get();
    return text_of(result);
  }
  void forget(const std::string& text) {
    boost::asio::co_spawn(loops_->at(0), forget_on(text), boost::asio::use_future).get();
  }
  std::string row() {
    return read([](Session& s) {
      std::string found = "none";
      store::query(s, "SELECT sealed_token FROM oauth_tokens",
                   [&](std::string sealed) { found = std::move(sealed); });
      return found;
    });
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
  Endpoint endpoint_{*loops_};
  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, '7'))).value();
  ManualClock clock_{Timestamp{1'700'000'000'000'000}};
  std::vector<std::unique_ptr<http::Client>> clients_;
  std::unique_ptr<TokenSource> source_;

 private:
  Async<void> ask_on(std::size_t loop, std::string organisation, std::string partner,
                     std::promise<Got> promise) {
    auto settings = std::make_shared<ClientSettings>();
    settings->token_endpoint = endpoint_.url();
    settings->client_id = "client";
    settings->client_secret = Secret(std::string("s3cr3t"));
    TokenKey key{organisation, partner};
    auto answer = co_await source_->token(std::move(key), std::move(settings), *clients_.at(loop));
    promise.set_value(std::move(answer));
  }
  Async<void> forget_on(std::string text) {
    TokenKey key{"org", "acme"};
    co_await source_->forget(std::move(key), Secret(text));
  }
};
PATCHBAY_ON_BOTH_STORES(TokensTest);

TEST_P(TokensTest, FetchesOnceAndKeepsTheTokenSealed) {
  EXPECT_EQ(token(), "token-1");
  EXPECT_EQ(token(), "token-1");
  EXPECT_EQ(endpoint_.fetches, 1);
  EXPECT_EQ(endpoint_.last_authorization, "Basic Y2xpZW50OnMzY3IzdA==");
  EXPECT_TRUE(row().starts_with("v1.k1.")) << row();
  EXPECT_EQ(row().find("token-1"), std::string::npos);
  EXPECT_EQ(keys_.open(row(), "oauth_tokens/org/acme/sealed_token").value().reveal(), "token-1");
}

TEST_P(TokensTest, FetchesOnceForAHundredCallersOnAllLoops) {
  endpoint_.delay = std::chrono::milliseconds(20);
  std::vector<std::future<Got>> answers;
  for (std::size_t i = 0; i < 100; ++i) answers.push_back(ask(i % loops_->size()));
  for (auto& answer : answers) EXPECT_EQ(text_of(answer.get()), "token-1");
  EXPECT_EQ(endpoint_.fetches, 1);
}

TEST_P(TokensTest, KeepsOrganisationsAndPartnersApart) {
  EXPECT_EQ(token("org", "acme"), "token-1");
  EXPECT_EQ(token("org", "other"), "token-2");
  EXPECT_EQ(token("another", "acme"), "token-3");
  EXPECT_EQ(token("org", "acme"), "token-1");
}

TEST_P(TokensTest, UsesTheStoredTokenAfterARestart) {
  EXPECT_EQ(token(), "token-1");
  restart();
  EXPECT_EQ(token(), "token-1");
  EXPECT_EQ(endpoint_.fetches, 1);
}

TEST_P(TokensTest, FetchesAnewWhenTheStoredTokenCannotBeOpened) {
  EXPECT_EQ(token(), "token-1");
  write(
      [](Session& s) { store::execute(s, "UPDATE oauth_tokens SET sealed_token = 'v1.k1.AAAA'"); });
  restart();
  EXPECT_EQ(token(), "token-2");
}

TEST_P(TokensTest, DoesNotUseATokenMovedFromAnotherPartner) {
  EXPECT_EQ(token("org", "acme"), "token-1");
  write([](Session& s) { store::execute(s, "UPDATE oauth_tokens SET partner = 'other'"); });
  restart();
  EXPECT_EQ(token("org", "other"), "token-2");
}

TEST_P(TokensTest, ReplacesATokenHalfAMinuteBeforeItsEnd) {
  EXPECT_EQ(token(), "token-1");
  clock_.advance(seconds(3600 - 30));
  EXPECT_EQ(token(), "token-1");
  clock_.advance(Duration(1));
  EXPECT_EQ(token(), "token-2");
  restart();
  EXPECT_EQ(token(), "token-2") << "the new one replaced the old in the store";
}

TEST_P(TokensTest, ReplacesAShortTokenATenthBeforeItsEnd) {
  endpoint_.expires_in = 10;
  EXPECT_EQ(token(), "token-1");
  clock_.advance(seconds(9));
  EXPECT_EQ(token(), "token-1");
  clock_.advance(Duration(1));
  EXPECT_EQ(token(), "token-2");
}

TEST_P(TokensTest, FetchesAnewAfterForgetting) {
  EXPECT_EQ(token(), "token-1");
  forget("token-1");
  EXPECT_EQ(row(), "none");
  EXPECT_EQ(token(), "token-2");
  forget("token-1");
  EXPECT_EQ(token(), "token-2") << "a late refusal of the old token does not cost the new one";
  EXPECT_EQ(endpoint_.fetches, 2);
}

TEST_P(TokensTest, ForgetsAStoredTokenItHasNotLoaded) {
  EXPECT_EQ(token(), "token-1");
  restart();
  forget("token-1");
  EXPECT_EQ(row(), "none");
  EXPECT_EQ(token(), "token-2");
}

TEST_P(TokensTest, SaysWhyThereIsNoTokenAndTriesAgain) {
  endpoint_.status = 401;
  endpoint_.fixed_body = R"({"error":"invalid_client"})";
  const auto refused = failure_of(ask().get());
  EXPECT_EQ(refused.error.kind, ErrorKind::refused);
  EXPECT_EQ(refused.error.message.find("s3cr3t"), std::string::npos);
  endpoint_.status = 200;
  endpoint_.fixed_body = "<html>login</html>";
  EXPECT_EQ(failure_of(ask().get()).error.kind, ErrorKind::invalid);
  EXPECT_EQ(row(), "none");
  endpoint_.fixed_body.clear();
  EXPECT_EQ(token(), "token-3");
}

TEST_P(TokensTest, GivesTheSameErrorToAllWhoWait) {
  endpoint_.delay = std::chrono::milliseconds(20);
  endpoint_.status = 503;
  endpoint_.fixed_body = "{}";
  std::vector<std::future<Got>> answers;
  for (std::size_t i = 0; i < 20; ++i) answers.push_back(ask(i % loops_->size()));
  for (auto& answer : answers)
    EXPECT_EQ(failure_of(answer.get()).error.kind, ErrorKind::unavailable);
  EXPECT_EQ(endpoint_.fetches, 1);
}

TEST_P(TokensTest, IsUnavailableWhenNobodyListens) {
  endpoint_.stop();
  EXPECT_EQ(failure_of(ask().get()).error.kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace patchbay::oauth
