#pragma once
// Time that passes even while the machine sleeps: what others count, such as a lease, runs on.

#include <chrono>

#include "hub/base/clock.h"

namespace patchbay {

/// Since the machine started, its sleep included (CLOCK_BOOTTIME); std::chrono::steady_clock leaves
/// the sleep out. Never steps. Thread safe.
struct BootClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
  static time_point now() noexcept;
};
using BootTime = BootClock::time_point;

/// `at` for timers, which go by the steady clock, when the two clocks say `boot_now` and
/// `steady_now`: right as long as the machine does not sleep before then. min() when it has passed.
std::chrono::steady_clock::time_point steady_time_of(
    BootTime at, BootTime boot_now = BootClock::now(),
    std::chrono::steady_clock::time_point steady_now = std::chrono::steady_clock::now());

}  // namespace patchbay
