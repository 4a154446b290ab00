#include "hub/base/boot_clock.h"

#include <gtest/gtest.h>

#include <ctime>

namespace patchbay {
namespace {

using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;

Duration boot_time() {
  timespec since{};
  ::clock_gettime(CLOCK_BOOTTIME, &since);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(since.tv_sec) +
                                              std::chrono::nanoseconds(since.tv_nsec));
}

TEST(BootClock, CountsWhatTheMachineSleeps) {
  const Duration before = boot_time();
  const Duration now = BootClock::now().time_since_epoch();
  const Duration after = boot_time();
  EXPECT_LE(before, now);
  EXPECT_LE(now, after);
}

TEST(BootClock, WhatIsLeftOfALeaseShrinksInSleep) {
  const BootTime lease_end(100s);
  EXPECT_EQ(steady_time_of(lease_end, BootTime(70s), SteadyTime(7s)), SteadyTime(37s));
  // Asleep for 29 s: the steady clock stood still.
  EXPECT_EQ(steady_time_of(lease_end, BootTime(99s), SteadyTime(7s)), SteadyTime(8s));
  EXPECT_EQ(steady_time_of(lease_end, BootTime(100s), SteadyTime(7s)), SteadyTime::min());
  EXPECT_EQ(steady_time_of(BootTime::min(), BootTime(1s), SteadyTime(1s)), SteadyTime::min());
  EXPECT_GT(steady_time_of(BootTime::max(), BootTime(1s), SteadyTime(1s)), SteadyTime(24h * 365));
}

}  // namespace
}  // namespace patchbay
