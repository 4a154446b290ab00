#include "hub/base/boot_clock.h"

#include <algorithm>
#include <ctime>

namespace patchbay {

BootTime BootClock::now() noexcept {
  timespec since{};
  ::clock_gettime(CLOCK_BOOTTIME, &since);
  return BootTime(std::chrono::duration_cast<Duration>(std::chrono::seconds(since.tv_sec) +
                                                       std::chrono::nanoseconds(since.tv_nsec)));
}

std::chrono::steady_clock::time_point steady_time_of(
    BootTime at, BootTime boot_now, std::chrono::steady_clock::time_point steady_now) {
  using Steady = std::chrono::steady_clock;
  if (at <= boot_now) return Steady::time_point::min();
  const auto room = std::chrono::duration_cast<Duration>(Steady::time_point::max() - steady_now);
  return steady_now + std::min(at - boot_now, room);
}

}  // namespace patchbay
