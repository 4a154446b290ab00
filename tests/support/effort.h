#pragma once
// How much a test does that could go on for ever, and from which seed.

#include <cstdint>

namespace patchbay::test {

/// `plain` by ./dev test, `ci` when CI=true, `long_run` by ./dev test --long
/// (PATCHBAY_TEST_LONG=1).
int effort(int plain, int ci, int long_run);

/// PATCHBAY_SEED when it is set (to see a failure again), else `otherwise`.
std::uint64_t seed_or(std::uint64_t otherwise);
bool has_seed();

}  // namespace patchbay::test
