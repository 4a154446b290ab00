#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>

#include "hub/access/credential_book.h"
#include "hub/access/issue.h"
#include "hub/base/random.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"
#include "tests/bench/access.h"

namespace patchbay::bench {
namespace {

constexpr int keys_count = 1'000'000;
constexpr int rows_a_statement = 5'000;
constexpr int lookups = 20'000;
constexpr double aim_ms = 2;

std::string key_of(std::int64_t number) {
  std::string digits = std::to_string(number);
  return "pk_live_" + std::string(24 - digits.size(), '0') + digits;
}

/// Copies of one credential, with keys of their own.
void fill(store::Store& store, const access::Credential& like) {
  for (int first = 0; first < keys_count; first += rows_a_statement) {
    store::Rows rows({{"id", store::ColumnType::text}, {"key", store::ColumnType::text}});
    rows.reserve(rows_a_statement);
    for (int i = first; i < first + rows_a_statement; ++i)
      rows.add("crd_bench_" + std::to_string(i)).add(key_of(i));
    store.run_blocking(store::Access::write, [&](store::Session& session) {
      store::execute(
          session,
          "INSERT INTO credentials (organisation_id, id, lineage, kind, partner, role, scopes, "
          "live, public_key, secret_hash, sealed_secret, signing, timestamp_signature, networks, "
          "name, created_by, created_at, replaced_by) SELECT c.organisation_id, r.id, r.id, "
          "c.kind, c.partner, c.role, c.scopes, c.live, r.key, c.secret_hash, c.sealed_secret, "
          "c.signing, c.timestamp_signature, c.networks, c.name, c.created_by, c.created_at, '' "
          "FROM {rows} AS r CROSS JOIN credentials AS c WHERE c.id = :id",
          rows, {{"id", like.id}});
    });
  }
}

double p99_ms(std::vector<double>& seconds) {
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() * 99 / 100] * 1000;
}

Async<std::vector<double>> look_up(access::CredentialBook& book) {
  std::vector<double> seconds;
  SeededRandom random(1);
  for (int i = 0; i < lookups; ++i) {
    std::string key = key_of(static_cast<std::int64_t>(random.below(keys_count)));
    const auto start = std::chrono::steady_clock::now();
    const auto found = co_await book.find(std::move(key));
    const auto taken = std::chrono::steady_clock::now() - start;
    if (!found) throw ErrorException(internal("a key of the million was not found"));
    seconds.push_back(std::chrono::duration<double>(taken).count());
  }
  co_return seconds;
}

}  // namespace

void measure_key_lookups(const AccessPlace& place, std::vector<Measurement>& results) {
  const auto store = store::open_store({.url = place.store_url}).value();
  const auto loops = http::start_loops(1);
  const auto keys = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  access::NewCredential wanted;
  wanted.organisation = "keys";  // no secret to open: the time is the look-up's
  const auto one = store->run_blocking(store::Access::write, [&](store::Session& session) {
    return access::issue_credential(session, wanted, keys, {"bench"}, system_clock().now());
  });
  if (!one) throw ErrorException(one.error());
  fill(*store, one->credential);
  access::BookOptions options;
  options.entries_max = 64;  // remembers next to nothing, so nearly every look-up is a cold one
  const auto book = access::make_credential_book(*store, *loops, keys, system_clock(), options);
  auto seconds = boost::asio::co_spawn(loops->at(0), look_up(*book), boost::asio::use_future).get();
  results.push_back({"key_lookup_p99_ms" + place.suffix, p99_ms(seconds), "ms", aim_ms});
  book->stop();
  loops->stop();
}

}  // namespace patchbay::bench
