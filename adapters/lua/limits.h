#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace patchbay::adapters::lua {

/// The fence around one run of a script (HOSTS.md section 4). All counted from its first byte.
struct Limits {
  std::size_t memory_bytes_max = 8 * 1024 * 1024;
  std::uint64_t instructions_max = 5'000'000;
  std::chrono::milliseconds thread_cpu_max{100};
};

}  // namespace patchbay::adapters::lua
