#pragma once
#include <chrono>

namespace patchbay::adapters {

/// A moment by which something has to be over, whatever the wall clock does.
using SteadyTime = std::chrono::steady_clock::time_point;

}  // namespace patchbay::adapters
