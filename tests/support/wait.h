#pragma once
// Looks until something holds, and rests between looks, so that what it waits for gets on.

#include <chrono>
#include <thread>

namespace patchbay {

/// False when `limit` passed before `holds()` was true.
template <class Holds>
bool wait_until(Holds holds, std::chrono::milliseconds limit = std::chrono::seconds(30)) {
  constexpr std::chrono::milliseconds rest{5};
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(rest);
  }
  return true;
}

}  // namespace patchbay
