// Tokens of customers: finding one of ten million, and one refresh for a thousand callers.
#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>

#include "hub/http/server.h"
#include "hub/oauth/sealed_pair.h"
#include "hub/oauth/tokens.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"
#include "tests/bench/access.h"

namespace patchbay::bench {
namespace {

using oauth::GrantType;
using oauth::TokenKey;

constexpr std::int64_t tokens_count = 10'000'000;
constexpr std::int64_t tokens_a_statement = 250'000;
constexpr std::int64_t sampled = 20'000;
constexpr std::int64_t samples_a_statement = 5'000;
constexpr std::int64_t first_customer = 10'000'000;  // names of one length: they come in order
constexpr int callers = 1'000;
constexpr double aim_ms = 2;
constexpr double aim_calls = 1;

crypto::KeyRing ring() {
  return crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
}

TokenKey key_of(std::int64_t number) {
  return {"tokens", "acme", "customer-" + std::to_string(first_customer + number)};
}

oauth::Pair pair_of(const crypto::KeyRing& keys, const TokenKey& key, Timestamp fetched_at) {
  oauth::TokenAnswer answer;
  answer.access_token = Secret(std::string(43, 't'));
  answer.life = std::chrono::hours(1);
  return oauth::seal_pair(keys, key, GrantType::authorization_code, answer, fetched_at);
}

/// Ten million rows, as long as real ones, of which the sampled ones can be opened.
void fill(store::Store& store, const crypto::KeyRing& keys) {
  const Timestamp now = system_clock().now();
  const std::string like = pair_of(keys, key_of(0), now).sealed_access;
  for (std::int64_t first = 0; first < tokens_count; first += tokens_a_statement)
    store.run_blocking(store::Access::write, [&](store::Session& session) {
      store::execute(
          session,
          "INSERT INTO oauth_tokens (organisation_id, partner, customer, grant_type, "
          "sealed_access_token, sealed_refresh_token, scope, expires_at, fetched_at, version, "
          "lease, lease_until, lease_holder, needs_consent, failures, retry_at, failure) "
          "WITH RECURSIVE number(n) AS (SELECT CAST(:first AS BIGINT) UNION ALL "
          "SELECT n + 1 FROM number WHERE n + 1 < CAST(:last AS BIGINT)) SELECT 'tokens', 'acme', "
          "'customer-' || n, 'authorization_code', "
          ":sealed, '', '', :expires, :now, 1, 1, 0, '', 0, 0, 0, '' FROM number",
          {{"first", first_customer + first},
           {"last", first_customer + first + tokens_a_statement},
           {"sealed", like},
           {"now", now},
           {"expires", now + std::chrono::hours(1)}});
    });
  for (std::int64_t first = 0; first < sampled; first += samples_a_statement) {
    // The whole key is in the rows, so that SQLite looks each one up instead of reading all.
    store::Rows rows({{"organisation", store::ColumnType::text},
                      {"partner", store::ColumnType::text},
                      {"customer", store::ColumnType::text},
                      {"sealed", store::ColumnType::text}});
    for (std::int64_t i = first; i < first + samples_a_statement; ++i) {
      const auto key = key_of(i * (tokens_count / sampled));
      rows.add(key.organisation).add(key.partner).add(key.customer);
      rows.add(pair_of(keys, key, now).sealed_access);
    }
    store.run_blocking(store::Access::write, [&](store::Session& session) {
      store::execute(session,
                     "UPDATE oauth_tokens SET sealed_access_token = r.sealed FROM {rows} AS r "
                     "WHERE oauth_tokens.organisation_id = r.organisation AND "
                     "oauth_tokens.partner = r.partner AND oauth_tokens.customer = r.customer",
                     rows);
    });
  }
}

double p99_ms(std::vector<double>& seconds) {
  std::sort(seconds.begin(), seconds.end());
  return seconds.at(seconds.size() * 99 / 100) * 1000;
}

oauth::SharedSettings settings(GrantType grant, const std::string& endpoint) {
  auto made = std::make_shared<oauth::ClientSettings>();
  made->grant = grant;
  made->token_endpoint = endpoint;
  made->client_id = "bench";
  return made;
}

/// Each customer once: no token is in memory.
Async<std::vector<double>> look_up(oauth::TokenSource& tokens, http::Client& client) {
  const auto with = settings(GrantType::authorization_code, "http://127.0.0.1:9/token");
  std::vector<double> seconds;
  for (std::int64_t i = 0; i < sampled; ++i) {
    // A step that is prime to the count visits them all, far apart.
    auto key = key_of((i * 7'919 % sampled) * (tokens_count / sampled));
    const auto start = std::chrono::steady_clock::now();
    const auto got = co_await tokens.token(std::move(key), with, client);
    const auto taken = std::chrono::steady_clock::now() - start;
    if (!std::holds_alternative<Secret>(got))
      throw ErrorException(internal("a token of the ten million was not found"));
    seconds.push_back(std::chrono::duration<double>(taken).count());
  }
  co_return seconds;
}

}  // namespace

void measure_token_lookups(const AccessPlace& place, std::vector<Measurement>& results) {
  const auto store = store::open_store({.url = place.store_url}).value();
  const auto loops = http::start_loops(1);
  const auto keys = ring();
  const auto client = http::make_client(loops->at(0), {});
  fill(*store, keys);
  const auto tokens = oauth::make_token_source(*store, keys, system_clock());
  auto seconds =
      boost::asio::co_spawn(loops->at(0), look_up(*tokens, *client), boost::asio::use_future).get();
  results.push_back({"token_lookup_p99_ms" + place.suffix, p99_ms(seconds), "ms", aim_ms});
  loops->stop();
}

void measure_refresh_calls(const AccessPlace& place, std::vector<Measurement>& results) {
  const auto store = store::open_store({.url = place.store_url}).value();
  const auto other_store = store::open_store({.url = place.store_url}).value();
  const auto loops = http::start_loops(2);
  const auto keys = ring();
  std::atomic<int> calls = 0;
  const auto server =
      http::start_server(*loops, {}, [&calls](http::Request) -> Async<http::Response> {
        ++calls;
        co_return http::json_response(
            200, R"({"access_token":"a2","refresh_token":"r2","token_type":"Bearer",)"
                 R"("expires_in":3600})");
      }).value();
  const TokenKey key{"refresh", "acme", "anna"};
  const Timestamp then = system_clock().now() - std::chrono::hours(2);
  store->run_blocking(store::Access::write, [&](store::Session& session) {
    oauth::TokenAnswer answer;
    answer.access_token = answer.refresh_token = Secret(std::string("r1"));
    answer.life = std::chrono::hours(1);
    const auto old = oauth::seal_pair(keys, key, GrantType::authorization_code, answer, then);
    oauth::put_consent(session, key, old, then);
  });
  const auto with = settings(GrantType::authorization_code, server->url() + "/token");
  std::vector<std::unique_ptr<oauth::TokenSource>> hubs;
  hubs.push_back(oauth::make_token_source(*store, keys, system_clock(), {.holder = "hub-0"}));
  hubs.push_back(oauth::make_token_source(*other_store, keys, system_clock(), {.holder = "hub-1"}));
  std::vector<std::unique_ptr<http::Client>> clients;
  for (std::size_t i = 0; i < hubs.size(); ++i)
    clients.push_back(http::make_client(loops->at(i), {}));
  std::vector<std::future<oauth::Got>> answers;
  for (int i = 0; i < callers; ++i) {
    const auto hub = static_cast<std::size_t>(i) % hubs.size();
    answers.push_back(boost::asio::co_spawn(
        loops->at(hub), hubs[hub]->token(key, with, *clients[hub]), boost::asio::use_future));
  }
  for (auto& answer : answers)
    if (!std::holds_alternative<Secret>(answer.get()))
      throw ErrorException(internal("a caller got no token"));
  results.push_back(
      {"refresh_calls" + place.suffix, static_cast<double>(calls), "calls", aim_calls});
  server->stop(std::chrono::seconds(1));
  loops->stop();
}

}  // namespace patchbay::bench
