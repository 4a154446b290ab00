// Credentials, signatures and tokens, on SQLite and on PostgreSQL.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/bench/access.h"
#include "tests/bench/scratch_database.h"

namespace patchbay::bench {
namespace {

struct Part {
  std::string_view name;
  void (*measure)(const AccessPlace& place, std::vector<Measurement>& results);
};
constexpr Part parts[] = {
    {"requests", measure_signed_requests}, {"keys", measure_key_lookups},
    {"refresh", measure_refresh_calls},    {"tokens", measure_token_lookups},
    {"rates", measure_rate_limits},        {"audit", measure_audit},
};

/// All of them take minutes, most of that to fill tables with millions of rows: each is named as it
/// begins, and PATCHBAY_BENCH_PART names the only one that is wanted.
bool begins(std::string_view name, std::string_view where) {
  const char* const only = std::getenv("PATCHBAY_BENCH_PART");
  if (only && name != only) return false;
  std::fprintf(stderr, "%s on %s\n", std::string(name).c_str(), std::string(where).c_str());
  return true;
}

void measure(const AccessPlace& place, std::vector<Measurement>& results) {
  for (const auto& part : parts)
    if (begins(part.name, place.suffix.empty() ? "PostgreSQL" : "SQLite"))
      part.measure(place, results);
}

}  // namespace
}  // namespace patchbay::bench

int main(int argc, char** argv) {
  using namespace patchbay::bench;
  const std::string file = json_file_of(argc, argv);
  char name[] = "/tmp/patchbay-bench-XXXXXX";
  if (mkdtemp(name) == nullptr) return 1;
  const std::filesystem::path folder = name;
  int code = 1;
  std::vector<Measurement> results;
  try {
    if (begins("vault", "SQLite")) results = measure_vault();
    measure({folder, "sqlite://" + (folder / "access.db").string(), "_sqlite"}, results);
    if (const char* server = std::getenv("PATCHBAY_TEST_POSTGRES")) {
      const ScratchDatabase database(server, "bench_access");
      measure({folder, database.url(), ""}, results);
    }
    code = report("access", results, file);
  } catch (const std::exception& failed) {
    report("access", results, "");  // what there is: it took minutes
    std::fprintf(stderr, "bench_access: %s\n", failed.what());
  }
  std::filesystem::remove_all(folder);
  return code;
}
