// The whole main job on 70,000 generated orders, on SQLite and on PostgreSQL, against raw SQLite
// inserts of as many rows as the hub's own store holds in the end. In seconds: less is better.
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "hub/base/money.h"
#include "hub/base/random.h"
#include "tests/bench/raw_inserts.h"
#include "tests/bench/report.h"
#include "tests/bench/scratch_database.h"

namespace patchbay::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t seed = 1997;
constexpr std::uint64_t orders_count = 70'000;
constexpr std::uint64_t customers_count = 23'500;
constexpr std::uint64_t amount_minor_max = 8'000;

/// Some customers order often: the square of an even draw.
std::uint64_t customer_of(std::uint64_t order) {
  const std::uint64_t draw = mix(seed, order) % customers_count;
  return draw * draw / customers_count + 1;
}

void write_orders(const fs::path& file) {
  std::ofstream out(file);
  out << "order_id,customer_id,date,amount_usd\n";
  for (std::uint64_t order = 0; order < orders_count; ++order) {
    const auto minor = static_cast<std::int64_t>(mix(seed + 1, order) % amount_minor_max);
    out << order + 1 << ',' << customer_of(order) << ",1997-01-" << 10 + order * 20 / orders_count
        << ',' << format_minor(minor, 2) << '\n';
  }
}

/// Runs the demo and gives its report.
boost::json::object run_demo(const fs::path& folder, const std::string& name,
                             const std::string& store_flag) {
  const fs::path report = folder / (name + ".json");
  const std::string command = std::string("\"") + PATCHBAY_BINARY + "\" demo --orders \"" +
                              (folder / "orders.csv").string() + "\" --data \"" +
                              (folder / name).string() + "\" --report \"" + report.string() +
                              "\" " + store_flag + " >/dev/null";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("the demo failed on " + name);
  std::ifstream in(report);
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(in), {})).as_object();
}

double seconds_of(const boost::json::object& report) {
  return report.at("seconds").to_number<double>();
}

std::vector<Measurement> measure(const fs::path& folder) {
  write_orders(folder / "orders.csv");
  const fs::path store = folder / "spine.db";
  const double sqlite =
      seconds_of(run_demo(folder, "sqlite", "--store sqlite://" + store.string()));
  const std::int64_t rows = count_rows(store.string());
  const double raw = seconds_of_raw_inserts((folder / "raw.db").string(), rows);
  std::vector<Measurement> results{{"demo on SQLite", sqlite, "s", raw}};
  if (const char* server = std::getenv("PATCHBAY_TEST_POSTGRES")) {
    const ScratchDatabase database(server, "bench_spine");
    const auto report = run_demo(folder, "postgresql", "--store \"" + database.url() + "\"");
    results.push_back({"demo on PostgreSQL", seconds_of(report), "s", raw});
  }
  std::printf("%llu orders became %lld rows\n", static_cast<unsigned long long>(orders_count),
              static_cast<long long>(rows));
  return results;
}

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const std::string file = json_file_of(argc, argv);
  char name[] = "/tmp/patchbay-bench-XXXXXX";
  if (mkdtemp(name) == nullptr) return 1;
  int code = 1;
  try {
    code = report("spine", measure(name), file);
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench_spine: %s\n", failed.what());
  }
  std::filesystem::remove_all(name);
  return code;
}
