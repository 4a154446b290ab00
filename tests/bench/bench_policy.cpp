// The programme's own policies on a stream of orders, against the same sums written by hand.
#include <benchmark/benchmark.h>

#include <cstdio>

#include "hub/base/random.h"
#include "hub/policy/policy.h"
#include "tests/bench/report.h"

namespace patchbay::bench {
namespace {

constexpr std::size_t orders_count = 4096;
constexpr std::uint64_t order_minor_max = 20'000;
constexpr std::int64_t spent_minor_max = 300'000;  // then the next customer begins

std::vector<policy::Facts> orders() {
  std::vector<policy::Facts> facts(orders_count);
  std::int64_t spent = 0;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    facts[i] = {spent, static_cast<std::int64_t>(mix(1, i) % order_minor_max)};
    spent += facts[i].order_minor;
    if (spent > spent_minor_max) spent = 0;
  }
  return facts;
}

void evaluate(benchmark::State& state) {
  const auto rules = policy::Policy::load(PATCHBAY_POLICIES_FOLDER);
  if (!rules) {
    state.SkipWithError(rules.error().message.c_str());
    return;
  }
  const auto facts = orders();
  for (auto step : state)
    for (const auto& fact : facts) benchmark::DoNotOptimize(policy::evaluate(*rules, fact));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(facts.size()));
}

/// One point per dollar, rounded half up once, three thresholds: what the policies say today.
void by_hand(benchmark::State& state) {
  constexpr std::int64_t thresholds[] = {500, 1000, 2000};
  const auto facts = orders();
  for (auto step : state)
    for (const auto& fact : facts) {
      const std::int64_t before = (fact.spent_minor_before + 50) / 100;
      const std::int64_t after = (fact.spent_minor_before + fact.order_minor + 50) / 100;
      int reached = 0;
      for (const auto threshold : thresholds) reached += before < threshold && after >= threshold;
      benchmark::DoNotOptimize(reached + after - before);
    }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(facts.size()));
}

BENCHMARK(evaluate)->Name("evaluate an order");
BENCHMARK(by_hand)->Name("evaluate an order/limit");

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const std::string file = json_file_of(argc, argv);
  return report("policy", run_pairs(), file);
}
