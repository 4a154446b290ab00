#pragma once
// Hubs on one store, a partner, and a clock that both the hubs and the database go by.

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "hub/jobs/store_clock.h"
#include "hub/oauth/sealed_pair.h"
#include "hub/oauth/tokens.h"
#include "tests/support/run_on.h"
#include "tests/support/stores.h"
#include "tests/unit/oauth/failing_store.h"
#include "tests/unit/oauth/partner.h"

namespace patchbay::oauth::testing {

inline std::string text_of(const Got& got) {
  if (const auto* token = std::get_if<Secret>(&got)) return std::string(token->reveal());
  return std::get<NoToken>(got).error.message;
}
inline NoToken failure_of(const Got& got) { return std::get<NoToken>(got); }

/// A process: its own connection to the store, token source and clock.
struct TestHub {
  std::unique_ptr<FailingStore> store;
  std::unique_ptr<ManualClock> clock;
  std::unique_ptr<TokenSource> tokens;
};

class OAuthTest : public StoreTest {
 protected:
  static constexpr Duration lease = std::chrono::seconds(30);
  const TokenKey anna{"org", "acme", "anna"};
  const TokenKey own{"org", "acme", ""};

  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    jobs::set_machine_clock(clock_);
    for (std::size_t i = 0; i < loops_->size(); ++i)
      clients_.push_back(http::make_client(loops_->at(i), {}));
  }
  void TearDown() override {
    partner_.stop();
    loops_->stop();
    for (auto& hub : hubs_) hub.store.reset();
    close();
    jobs::set_machine_clock(system_clock());
    StoreTest::TearDown();
  }

  /// One more hub, whose own clock is off by `skew`.
  std::size_t add_hub(Duration skew = Duration(0)) {
    TestHub hub;
    hub.store = std::make_unique<FailingStore>(store::open_store({.url = url()}).value());
    hub.clock = std::make_unique<ManualClock>(clock_.now() + skew);
    hub.tokens = make_token_source(
        *hub.store, keys_, *hub.clock,
        {.lease = lease, .holder = "hub-" + std::to_string(hubs_.size()), .poll = poll});
    hubs_.push_back(std::move(hub));
    return hubs_.size() - 1;
  }
  void advance(Duration time) {
    clock_.advance(time);
    for (auto& hub : hubs_) hub.clock->advance(time);
  }

  SharedSettings settings(GrantType grant) const {
    auto made = std::make_shared<ClientSettings>();
    made->grant = grant;
    made->token_endpoint = partner_.url("/token");
    made->client_id = "client";
    made->client_secret = Secret(std::string("s3cr3t"));
    made->username = "anna";
    made->password = Secret(std::string("p4ss"));
    return made;
  }
  SharedSettings consent() const { return settings(GrantType::authorization_code); }

  std::future<Got> ask(std::size_t hub, TokenKey key, SharedSettings with, std::size_t loop = 0) {
    auto coroutine = hubs_.at(hub).tokens->token(std::move(key), std::move(with),
                                                 *clients_.at(loop % clients_.size()));
    return boost::asio::co_spawn(loops_->at(loop % loops_->size()), std::move(coroutine),
                                 boost::asio::use_future);
  }
  Got get(std::size_t hub, TokenKey key, SharedSettings with) {
    return ask(hub, std::move(key), std::move(with)).get();
  }
  void forget(std::size_t hub, TokenKey key, const std::string& token) {
    run_on(loops_->at(0), hubs_.at(hub).tokens->forget(std::move(key), Secret(token)));
  }

  /// A consent as it was given now: tokens "a1" and "r1".
  void give_consent(const TokenKey& key, const std::string& refresh = "r1",
                    std::optional<Duration> life = std::chrono::hours(1)) {
    TokenAnswer answer;
    answer.access_token = Secret(std::string("a1"));
    answer.refresh_token = Secret(refresh);
    answer.life = life;
    write([&](store::Session& session) {
      const auto pair = seal_pair(keys_, key, GrantType::authorization_code, answer, clock_.now());
      put_consent(session, key, pair, clock_.now());
    });
  }
  Opened row(const TokenKey& key) {
    return read([&](store::Session& session) { return look_at(session, keys_, key, Secret()); });
  }
  std::int64_t count(const std::string& sql) {
    return read([&](store::Session& session) {
      return store::query_value<std::int64_t>(session, sql).value_or(-1);
    });
  }
  std::string text(const std::string& sql) {
    return read([&](store::Session& session) {
      return store::query_value<std::string>(session, sql).value_or("none");
    });
  }

  /// Two hubs on SQLite do not hear each other's commits.
  static constexpr Duration poll = std::chrono::milliseconds(10);
  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
  Partner partner_{*loops_};
  const crypto::KeyRing keys_ = crypto::KeyRing::from_hex_key(Secret(std::string(64, '7'))).value();
  ManualClock clock_{Timestamp{1'700'000'000'000'000}};
  std::vector<std::unique_ptr<http::Client>> clients_;
  std::vector<TestHub> hubs_;
};

}  // namespace patchbay::oauth::testing
