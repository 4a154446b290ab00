// Credentials, signatures and tokens, on SQLite and on PostgreSQL.
#include <cstdio>
#include <cstdlib>

#include "tests/bench/access.h"
#include "tests/bench/scratch_database.h"

namespace patchbay::bench {
namespace {

void measure(const AccessPlace& place, std::vector<Measurement>& results) {
  measure_signed_requests(place, results);
  measure_key_lookups(place, results);
  measure_refresh_calls(place, results);
  measure_token_lookups(place, results);
  measure_rate_limits(place, results);
  measure_audit(place, results);
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
  try {
    std::vector<Measurement> results = measure_vault();
    measure({folder, "sqlite://" + (folder / "access.db").string(), "_sqlite"}, results);
    if (const char* server = std::getenv("PATCHBAY_TEST_POSTGRES")) {
      const ScratchDatabase database(server, "bench_access");
      measure({folder, database.url(), ""}, results);
    }
    code = report("access", results, file);
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench_access: %s\n", failed.what());
  }
  std::filesystem::remove_all(folder);
  return code;
}
