// Thousands of worlds from seeds: the real queue, issuer, settling and reconciling against
// partners, stores and processes that fail in every order. A failure prints its seed; to see it
// again: PATCHBAY_SEED=<seed> ./dev test -R simulation.

#include <gtest/gtest.h>

#include "hub/jobs/store_clock.h"
#include "tests/simulation/world.h"
#include "tests/support/effort.h"
#include "tests/support/stores.h"

namespace patchbay::simulation {
namespace {

constexpr Timestamp start{1'000'000'000'000'000};
constexpr int failures_max = 3;

/// Nothing of a simulated store has to outlive the machine.
std::string folder_in_memory() {
  std::string pattern = "/dev/shm/patchbay-simulation-XXXXXX";
  if (::mkdtemp(pattern.data()) != nullptr) return pattern;
  pattern = (std::filesystem::temp_directory_path() / "patchbay-simulation-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for a store");
  return pattern;
}

class Simulation : public testing::Test {
 protected:
  Simulation() {
    jobs::set_machine_clock(clock_);
    store::StoreOptions options;
    options.url = "sqlite://" + folder_ + "/store.db";
    store_ = store::open_store(options).value();
  }
  ~Simulation() override {
    store_.reset();
    jobs::set_machine_clock(system_clock());
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  /// False when the world broke a promise.
  bool run_world(std::uint64_t seed) {
    World world(*store_, clock_, seed);
    const auto broken = world.run();
    for (const auto& sentence : broken)
      ADD_FAILURE() << sentence << "\nto see it again: PATCHBAY_SEED=" << seed;
    if (!broken.empty() && test::has_seed())
      for (const auto& line : world.history()) std::printf("%s\n", line.c_str());
    return broken.empty();
  }

  ManualClock clock_{start};
  std::string folder_ = folder_in_memory();
  std::unique_ptr<store::Store> store_;
};

TEST_F(Simulation, no_order_of_faults_loses_or_doubles_value) {
  if (test::has_seed()) {
    run_world(test::seed_or(0));
    return;
  }
  const int worlds = test::effort(250, 3'000, 30'000);
  int failures = 0;
  for (int seed = 1; seed <= worlds && failures < failures_max; ++seed)
    failures += run_world(static_cast<std::uint64_t>(seed)) ? 0 : 1;
}

}  // namespace
}  // namespace patchbay::simulation
