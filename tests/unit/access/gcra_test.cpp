#include "hub/access/gcra.h"

#include <gtest/gtest.h>

namespace patchbay::access {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Rate rate(std::string_view text) { return parse_rate(text).value(); }

TEST(GcraTest, rates_are_read) {
  EXPECT_EQ(rate("1000/h burst 100"), (Rate{1000, hours(1), 100}));
  EXPECT_EQ(rate("100/min"), (Rate{100, minutes(1), 100}));
  EXPECT_EQ(rate("5/15min"), (Rate{5, minutes(15), 5}));
  EXPECT_EQ(rate("2/d burst 1"), (Rate{2, hours(24), 1}));
  EXPECT_EQ(rate("off").permits, 0);
}

TEST(GcraTest, what_is_no_rate_is_refused) {
  for (const auto* text :
       {"", "1000", "1000/", "/h", "0/h", "-1/h", "10/week", "10/h burst", "10/h burst 0",
        "10/h  burst 5", "10/h burst 5x", "1e3/h", "10/h5", " 10/h", "99999999999999999999/h",
        "10/99999999d", "1/366d burst 2", "OFF"})
    EXPECT_FALSE(parse_rate(text)) << text;
}

TEST(GcraTest, a_burst_then_one_an_interval) {
  // 1000 an hour: one every 3.6 s; 100 at once.
  const Rate limit = rate("1000/h burst 100");
  EXPECT_EQ(limit.interval_us(), 3'600'000);
  TheoreticalArrival full_at = 0;
  const Timestamp now{1'000'000'000};
  for (int i = 99; i >= 0; --i) {
    const auto decision = take(full_at, limit, now);
    ASSERT_TRUE(decision.passes);
    EXPECT_EQ(decision.remaining, i);
  }
  const auto refused = take(full_at, limit, now);
  EXPECT_FALSE(refused.passes);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_EQ(refused.retry_in, Duration(3'600'000));
  EXPECT_EQ(refused.full_in, Duration(360'000'000));
  EXPECT_FALSE(take(full_at, limit, now + Duration(3'599'999)).passes);
  EXPECT_TRUE(take(full_at, limit, now + Duration(3'600'000)).passes);
  EXPECT_FALSE(take(full_at, limit, now + Duration(3'600'000)).passes);
  EXPECT_EQ(look(full_at, limit, now + hours(1)).remaining, 100);
}

TEST(GcraTest, ten_reward_checks_an_hour) {
  const Rate limit = rate("10/h");
  TheoreticalArrival full_at = 0;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(take(full_at, limit, {0}).passes);
  EXPECT_EQ(take(full_at, limit, {0}).retry_in, minutes(6));
  EXPECT_TRUE(take(full_at, limit, Timestamp{0} + minutes(6)).passes);
}

TEST(GcraTest, a_permit_that_does_not_divide_evenly_never_gives_more) {
  const Rate limit = rate("7/min");
  EXPECT_EQ(limit.interval_us(), 8'571'429);
  TheoreticalArrival full_at = 0;
  int passed = 0;
  for (Timestamp now{0}; now < Timestamp{0} + hours(1); now = now + seconds(1))
    passed += take(full_at, limit, now).passes;
  EXPECT_LE(passed, 7 * 60 + 7);
  EXPECT_GE(passed, 7 * 60);
}

TEST(GcraTest, a_cost_is_taken_whole_or_not_at_all) {
  const Rate limit = rate("10/s");
  TheoreticalArrival full_at = 0;
  EXPECT_EQ(take(full_at, limit, {0}, 7).remaining, 3);
  const auto refused = take(full_at, limit, {0}, 4);
  EXPECT_FALSE(refused.passes);
  EXPECT_EQ(refused.retry_in, Duration(100'000));
  EXPECT_EQ(look(full_at, limit, {0}).remaining, 3) << "nothing was taken";
  EXPECT_TRUE(take(full_at, limit, {0}, 3).passes);
}

TEST(GcraTest, what_has_happened_is_charged_and_given_back) {
  const Rate limit = rate("10/s");
  TheoreticalArrival full_at = 0;
  charge(full_at, limit, {0}, 15);
  EXPECT_FALSE(look(full_at, limit, {0}).passes);
  EXPECT_EQ(look(full_at, limit, {0}).retry_in, Duration(600'000)) << "a debt is paid first";
  charge(full_at, limit, {0}, -10);
  EXPECT_EQ(look(full_at, limit, {0}).remaining, 5);
  charge(full_at, limit, {0}, -100);
  EXPECT_EQ(look(full_at, limit, {0}).remaining, 10) << "never more than a burst";
}

TEST(GcraTest, a_clock_that_goes_back_gives_nothing) {
  const Rate limit = rate("1/s");
  TheoreticalArrival full_at = 0;
  EXPECT_TRUE(take(full_at, limit, {10'000'000}).passes);
  EXPECT_FALSE(take(full_at, limit, {9'000'000}).passes);
}

}  // namespace
}  // namespace patchbay::access
