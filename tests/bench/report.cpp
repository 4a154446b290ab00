#include "tests/bench/report.h"

#include <benchmark/benchmark.h>

#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

namespace patchbay::bench {
namespace {

constexpr const char* limit_suffix = "/limit";

/// Keeps the rate of every benchmark, prints nothing.
class Collector final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs)
      if (const auto rate = run.counters.find("items_per_second"); rate != run.counters.end())
        rates[run.run_name.function_name] = rate->second.value;
  }
  std::map<std::string, double> rates;
};

boost::json::object to_json(const std::string& bench, const std::vector<Measurement>& results) {
  boost::json::array rows;
  for (const auto& m : results)
    rows.push_back(boost::json::object{{"name", m.name},
                                       {"value", m.value},
                                       {"unit", m.unit},
                                       {"limit", m.limit},
                                       {"ratio", m.ratio()}});
  return {{"bench", bench}, {"results", std::move(rows)}};
}

}  // namespace

int report(const std::string& bench, const std::vector<Measurement>& results,
           const std::string& json_file) {
  std::printf("%-34s %16s %16s %8s  %s\n", bench.c_str(), "value", "limit", "ratio", "unit");
  for (const auto& m : results)
    std::printf("%-34s %16.2f %16.2f %8.3f  %s\n", m.name.c_str(), m.value, m.limit, m.ratio(),
                m.unit.c_str());
  if (results.empty()) {
    std::fputs("nothing was measured\n", stderr);
    return 1;
  }
  if (json_file.empty()) return 0;
  std::ofstream out(json_file);
  out << boost::json::serialize(to_json(bench, results)) << '\n';
  if (out.flush()) return 0;
  std::fprintf(stderr, "%s cannot be written\n", json_file.c_str());
  return 1;
}

std::string json_file_of(int argc, char** argv) {
  if (argc == 1) return {};
  if (argc == 3 && std::string(argv[1]) == "--json") return argv[2];
  std::fprintf(stderr, "usage: %s [--json FILE]\n", argv[0]);
  std::exit(64);
}

std::vector<Measurement> run_pairs() {
  int argc = 1;
  char name[] = "bench";
  char* argv[] = {name, nullptr};
  benchmark::Initialize(&argc, argv);
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  std::vector<Measurement> results;
  for (const auto& [bench, rate] : collector.rates) {
    if (bench.ends_with(limit_suffix)) continue;
    const auto limit = collector.rates.find(bench + limit_suffix);
    if (limit == collector.rates.end()) {
      std::fprintf(stderr, "benchmark %s has no %s%s\n", bench.c_str(), bench.c_str(),
                   limit_suffix);
      std::exit(1);
    }
    results.push_back({bench, rate, "per second", limit->second});
  }
  return results;
}

}  // namespace patchbay::bench
