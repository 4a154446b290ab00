// Webhooks in and out, on SQLite and on PostgreSQL, beside what the machine does without a store.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/bench/webhooks.h"

namespace patchbay::bench {
namespace {

struct Part {
  std::string_view name;
  void (*measure)(const WebhookPlace& place, std::vector<Measurement>& results);
  bool on_both = true;
};
constexpr Part parts[] = {
    {"intake", measure_intake},          {"delivery", measure_delivery},
    {"latency", measure_latency, false}, {"hung", measure_hung_neighbour, false},
    {"pending", measure_pending, false},
};

/// PATCHBAY_BENCH_PART names the only one that is wanted.
void measure(const WebhookPlace& place, std::vector<Measurement>& results) {
  const char* const only = std::getenv("PATCHBAY_BENCH_PART");
  for (const auto& part : parts) {
    if (only && part.name != only) continue;
    if (!part.on_both && !place.postgres.empty()) continue;
    std::fprintf(stderr, "%s on %s\n", std::string(part.name).c_str(), place.name().c_str());
    part.measure(place, results);
  }
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
    std::vector<Measurement> results;
    measure({name, ""}, results);
    if (const char* server = std::getenv("PATCHBAY_TEST_POSTGRES"))
      measure({name, server}, results);
    code = report("webhooks", results, file);
  } catch (const std::exception& failed) {
    std::fprintf(stderr, "bench_webhooks: %s\n", failed.what());
  }
  std::filesystem::remove_all(name);
  return code;
}
