#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace patchbay::adapters::lua {

constexpr int steps_max = 64;  ///< of one call

/// The fence around one run of a script (HOSTS.md section 4). All counted from its first byte.
struct Limits {
  std::size_t memory_bytes_max = 8 * 1024 * 1024;
  std::uint64_t instructions_max = 5'000'000;
  /// A runaway script is gone within 100 ms: this, and the longest that a single instruction can
  /// take (comparing two texts of 3 MB: some 30 ms, more on a busy machine).
  std::chrono::milliseconds thread_cpu_max{40};
  /// What leaves the run: requests, results, log lines.
  std::size_t output_bytes_max = 4 * 1024 * 1024;
};

}  // namespace patchbay::adapters::lua
