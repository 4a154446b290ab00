// Exact amounts and JSON from the outside, against the plain library calls.
#include <benchmark/benchmark.h>

#include <boost/json.hpp>
#include <charconv>

#include "hub/base/money.h"
#include "hub/http/json.h"
#include "tests/bench/report.h"

namespace patchbay::bench {
namespace {

const std::string amount = "1234567.89";
const std::string digits = "123456789";
const std::string event =
    R"({"type":"reward.issued","timestamp":"2026-11-21T03:38:00.000000Z","data":{"reward":)"
    R"("rwd_01HF0000000000000000000000","customer":"cus_42","kind":"retail","amount_minor":2000,)"
    R"("currency":"AUD","lines":[1,2,3,4,5,6,7,8,9,10]}})";

void parse_amount(benchmark::State& state) {
  for (auto step : state) benchmark::DoNotOptimize(parse_minor(amount, 2));
  state.SetItemsProcessed(state.iterations());
}
void parse_digits(benchmark::State& state) {
  for (auto step : state) {
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    benchmark::DoNotOptimize(value);
  }
  state.SetItemsProcessed(state.iterations());
}

void parse_event(benchmark::State& state) {
  for (auto step : state) benchmark::DoNotOptimize(parse_json(event));
  state.SetItemsProcessed(state.iterations());
}
void parse_event_raw(benchmark::State& state) {
  for (auto step : state) benchmark::DoNotOptimize(boost::json::parse(event));
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(parse_amount)->Name("parse an amount");
BENCHMARK(parse_digits)->Name("parse an amount/limit");
BENCHMARK(parse_event)->Name("parse an event");
BENCHMARK(parse_event_raw)->Name("parse an event/limit");

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const std::string file = json_file_of(argc, argv);
  return report("parse", run_pairs(), file);
}
