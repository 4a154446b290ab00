#include <chrono>

#include "hub/access/audit.h"
#include "hub/access/audit_sealer.h"
#include "hub/access/audit_verify.h"
#include "hub/access/rate_limits.h"
#include "tests/bench/access.h"

namespace patchbay::bench {
namespace {

constexpr int decisions = 2'000'000;
constexpr int subjects = 10'000;
constexpr double decision_aim_per_s = 1'000'000;
constexpr int changes = 3'000;
constexpr int verified_rows = 100'000;
constexpr int rows_a_transaction = 1'000;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

access::AuditEntry entry() {
  return {"default", "api:crd_1", "switch.throw", "partner:acme", "they asked us to",
          "",        {1},         "192.0.2.1",    "{}",           R"({"thrown":true})"};
}

/// One transaction a row, as changes write them.
void write_changes(store::Store& store) {
  for (int i = 0; i < changes; ++i)
    store.run_blocking(store::Access::write,
                       [](store::Session& session) { access::record(session, entry()); });
}

void fill(store::Store& store) {
  for (int first = 0; first < verified_rows; first += rows_a_transaction)
    store.run_blocking(store::Access::write, [](store::Session& session) {
      for (int i = 0; i < rows_a_transaction; ++i) access::record(session, entry());
    });
}

}  // namespace

void measure_rate_limits(const AccessPlace& place, std::vector<Measurement>& results) {
  const auto store = store::open_store({.url = place.store_url}).value();
  const auto loops = http::start_loops(1);
  const auto limits =
      access::make_rate_limits({*store, *loops, system_clock(), access::default_rate_limits()});
  std::vector<std::string> names;
  for (int i = 0; i < subjects; ++i) names.push_back("crd_0123456789abcdef" + std::to_string(i));
  const double seconds = seconds_of([&] {
    for (int i = 0; i < decisions; ++i)
      limits->use(2, "default", names[static_cast<std::size_t>(i % subjects)]);
  });
  results.push_back(
      {"rate_decisions_per_s" + place.suffix, decisions / seconds, "1/s", decision_aim_per_s});
  limits->stop();
  loops->stop();
}

void measure_audit(const AccessPlace& place, std::vector<Measurement>& results) {
  const auto store = store::open_store({.url = place.store_url}).value();
  const auto keys = crypto::KeyRing::from_hex_key(Secret(std::string(64, 'a'))).value();
  const auto loops = http::start_loops(1);
  const double alone = seconds_of([&] { write_changes(*store); });
  double chained = 0;
  {
    const auto sealer = access::start_audit_sealer({*store, *loops, keys, [] { return true; }});
    chained = seconds_of([&] { write_changes(*store); });
  }
  results.push_back(
      {"audited_changes_per_s" + place.suffix, changes / chained, "1/s", changes / alone});
  fill(*store);
  const double sealing = seconds_of([&] { access::seal_the_rest(*store, keys); });
  results.push_back({"audit_chained_rows_per_s" + place.suffix, verified_rows / sealing, "1/s"});
  std::int64_t rows = 0;
  const double verifying = seconds_of([&] {
    store->run_blocking(store::Access::read, [&](store::Session& session) {
      for (const auto& chain : access::verify_chains(session, keys, std::nullopt, {}))
        rows += chain.rows;
    });
  });
  results.push_back(
      {"audit_verified_rows_per_s" + place.suffix, static_cast<double>(rows) / verifying, "1/s"});
  loops->stop();
}

}  // namespace patchbay::bench
