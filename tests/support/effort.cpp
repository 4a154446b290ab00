#include "tests/support/effort.h"

#include <cstdlib>
#include <string_view>

namespace patchbay::test {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

int effort(int plain, int ci, int long_run) {
  if (variable("PATCHBAY_TEST_LONG") == "1") return long_run;
  return variable("CI") == "true" ? ci : plain;
}

bool has_seed() { return !variable("PATCHBAY_SEED").empty(); }

std::uint64_t seed_or(std::uint64_t otherwise) {
  return has_seed() ? std::strtoull(variable("PATCHBAY_SEED").data(), nullptr, 10) : otherwise;
}

}  // namespace patchbay::test
