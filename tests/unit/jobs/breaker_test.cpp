#include "hub/jobs/breaker.h"

#include <gtest/gtest.h>

namespace patchbay::jobs {
namespace {

using std::chrono::seconds;

const BreakerPolicy policy{
    .failures_max = 3, .open_for = seconds(30), .open_for_max = seconds(100)};
constexpr Timestamp start{1'000'000'000};
constexpr Duration probe_limit = seconds(10);
constexpr Ended fine{Health::well, false};
constexpr Ended bad{Health::unwell, false};
constexpr Ended fine_probe{Health::well, true};
constexpr Ended bad_probe{Health::unwell, true};

Breaker failed(int times, Breaker breaker = {}) {
  for (int i = 0; i < times; ++i) breaker = after(breaker, bad, policy, start);
  return breaker;
}

TEST(Breaker, OpensAfterSoManyFailuresInARow) {
  Breaker breaker = failed(2);
  EXPECT_EQ(breaker.state, BreakerState::closed);
  EXPECT_TRUE(admit(breaker, start, probe_limit).passes);
  breaker = after(breaker, fine, policy, start);
  breaker = failed(2, breaker);
  EXPECT_EQ(breaker.state, BreakerState::closed) << "a success in between starts the count anew";
  breaker = failed(1, breaker);
  EXPECT_EQ(breaker.state, BreakerState::open);
  EXPECT_EQ(breaker.open_until, start + seconds(30));
  EXPECT_EQ(breaker.trips, 1);
}

TEST(Breaker, SilenceCountsForNothing) {
  Breaker breaker = failed(2);
  for (int i = 0; i < 9; ++i)
    EXPECT_EQ(after(breaker, {Health::silent, false}, policy, start), breaker);
  EXPECT_EQ(failed(1, breaker).state, BreakerState::open);
}

TEST(Breaker, ZeroFailuresMeansThatItNeverOpens) {
  Breaker breaker;
  for (int i = 0; i < 1000; ++i) breaker = after(breaker, bad, {.failures_max = 0}, start);
  EXPECT_EQ(breaker.state, BreakerState::closed);
}

TEST(Breaker, OpenLetsNothingThroughAndSaysHowLong) {
  const Breaker open = failed(3);
  const auto refused = admit(open, start + seconds(12), probe_limit);
  EXPECT_FALSE(refused.passes);
  EXPECT_EQ(refused.wait, seconds(18));
  EXPECT_EQ(refused.after, open);
}

TEST(Breaker, WhatEndsAfterItOpenedChangesNothing) {
  const Breaker open = failed(3);
  for (const auto health : {Health::well, Health::unwell, Health::silent})
    EXPECT_EQ(after(open, {health, false}, policy, start + seconds(1)), open);
}

TEST(Breaker, LetsOneProbeThroughWhenItsTimeIsUp) {
  const Timestamp then = start + seconds(30);
  const auto first = admit(failed(3), then, probe_limit);
  EXPECT_TRUE(first.passes);
  EXPECT_EQ(first.after.state, BreakerState::half_open);
  const auto second = admit(first.after, then + seconds(1), probe_limit);
  EXPECT_FALSE(second.passes);
  EXPECT_EQ(second.wait, seconds(9));
  const auto third = admit(first.after, then + probe_limit, probe_limit);
  EXPECT_TRUE(third.passes) << "the first probe is lost";
}

TEST(Breaker, TheProbeDecides) {
  const Timestamp then = start + seconds(30);
  const Breaker half = admit(failed(3), then, probe_limit).after;
  const Breaker closed = after(half, fine_probe, policy, then);
  EXPECT_EQ(closed, (Breaker{.state = BreakerState::closed, .open_until = {}, .changed_at = then}));
  const Breaker open = after(half, bad_probe, policy, then);
  EXPECT_EQ(open.state, BreakerState::open);
  EXPECT_EQ(open.open_until, then + seconds(60));
  EXPECT_EQ(open.trips, 2);
  const Breaker waiting = after(half, {Health::silent, true}, policy, then);
  EXPECT_TRUE(admit(waiting, then, probe_limit).passes) << "the next one tries at once";
  EXPECT_EQ(waiting.trips, 1);
}

TEST(Breaker, HalfOpenDoesNotListenToOldFailures) {
  const Breaker half = admit(failed(3), start + seconds(30), probe_limit).after;
  EXPECT_EQ(after(half, bad, policy, start + seconds(31)), half);
  EXPECT_EQ(after(half, {Health::silent, false}, policy, start + seconds(31)), half);
  EXPECT_EQ(after(half, fine, policy, start + seconds(31)).state, BreakerState::closed);
}

TEST(Breaker, StaysOpenTwiceAsLongEachTimeUpToTheMost) {
  Breaker breaker = failed(3);
  Timestamp now = start;
  for (const auto expected : {seconds(30), seconds(60), seconds(100), seconds(100)}) {
    EXPECT_EQ(breaker.open_until - now, expected);
    now = breaker.open_until;
    breaker = after(admit(breaker, now, probe_limit).after, bad_probe, policy, now);
  }
  breaker.trips = INT64_MAX - 1;
  breaker.state = BreakerState::half_open;
  EXPECT_EQ(after(breaker, bad_probe, policy, now).open_until, now + seconds(100));
}

TEST(Breaker, StatesHaveNamesThatCanBeReadBack) {
  for (const auto state : {BreakerState::closed, BreakerState::open, BreakerState::half_open})
    EXPECT_EQ(parse_breaker_state(name_of(state)), state);
  EXPECT_FALSE(parse_breaker_state("ajar"));
}

}  // namespace
}  // namespace patchbay::jobs
