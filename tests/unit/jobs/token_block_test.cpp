#include "hub/jobs/token_block.h"

#include <gtest/gtest.h>

#include "hub/base/random.h"

namespace patchbay::jobs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Timestamp start{1'000'000'000};

TEST(TokenBlock, TokensAreTakenOneAfterTheOther) {
  const TokenRate rate(50);
  EXPECT_EQ(rate.interval_us, 20'000);
  std::int64_t next_us = 0;
  const auto first = take_block(next_us, rate, 3, start, seconds(1));
  EXPECT_EQ(first.from_us, start.micros);
  EXPECT_EQ(first.to_us, start.micros + 60'000);
  const auto second = take_block(next_us, rate, 1, start, seconds(1));
  EXPECT_EQ(second.from_us, first.to_us);
  const auto later = take_block(next_us, rate, 1, start + seconds(9), seconds(1));
  EXPECT_EQ(later.from_us, (start + seconds(9)).micros) << "the past is not given out";
}

TEST(TokenBlock, NobodyTakesMoreThanSoFarAhead) {
  const TokenRate rate(10);
  std::int64_t next_us = 0;
  const auto block = take_block(next_us, rate, 1'000'000, start, seconds(2));
  EXPECT_EQ(block.to_us - block.from_us, 29 * 100'000) << "0.9 s early and 2 s ahead";
  const auto none = take_block(next_us, rate, 1, start, seconds(2));
  EXPECT_EQ(none.from_us, none.to_us);
  EXPECT_EQ(next_us, block.to_us);
}

TEST(TokenPurse, GivesTokensInTheirTimeAndThenNone) {
  const TokenRate rate(2);
  TokenPurse purse;
  EXPECT_FALSE(purse.peek(start, rate));
  std::int64_t next_us = start.micros;
  purse.add(take_block(next_us, rate, 3, start, seconds(9)));
  EXPECT_EQ(purse.left(start, rate), 3);
  EXPECT_EQ(purse.peek(start, rate), Duration(0));
  purse.take(start, rate);
  EXPECT_EQ(purse.peek(start, rate), milliseconds(100));
  purse.take(start, rate);
  EXPECT_EQ(purse.peek(start + milliseconds(100), rate), milliseconds(500));
  purse.take(start, rate);
  EXPECT_FALSE(purse.peek(start, rate));
}

TEST(TokenPurse, TokensThatAreNotUsedExpire) {
  const TokenRate rate(50);
  TokenPurse purse;
  std::int64_t next_us = 0;
  purse.add(take_block(next_us, rate, 5, start, seconds(1)));
  EXPECT_EQ(purse.left(start + milliseconds(100), rate), 5) << "the way from the store takes time";
  EXPECT_EQ(purse.left(start + milliseconds(141), rate), 2);
  EXPECT_FALSE(purse.peek(start + milliseconds(200), rate));
}

TEST(TokenRate, OddRatesAreTakenForTheNearestPossible) {
  EXPECT_EQ(TokenRate(0).interval_us, 1'000'000);
  EXPECT_EQ(TokenRate(-5).interval_us, 1'000'000);
  EXPECT_EQ(TokenRate(INT64_MAX).interval_us, 1);
  EXPECT_EQ(TokenRate(3).interval_us, 333'334) << "never faster than asked for";
}

/// Hubs that ask at random: no second in any of their uses may hold more than two seconds' worth.
TEST(TokenPurse, HubsTogetherStayWithinTheRate) {
  for (const std::int64_t calls : {2, 7, 50, 500}) {
    const TokenRate rate(calls);
    SeededRandom random(static_cast<std::uint64_t>(calls));
    TokenPurse hubs[3];
    std::int64_t next_us = 0;
    std::vector<std::int64_t> used;
    Timestamp now = start;
    for (int i = 0; i < 20'000; ++i) {
      now =
          now + Duration(static_cast<std::int64_t>(random.below(i % 4'000 < 500 ? 400'000 : 900)));
      auto& hub = hubs[random.below(3)];
      auto wait = hub.peek(now, rate);
      if (!wait) {
        hub.add(take_block(next_us, rate, static_cast<std::int64_t>(random.below(20)) + 1, now,
                           seconds(1)));
        wait = hub.peek(now, rate);
      }
      if (!wait) continue;
      hub.take(now, rate);
      used.push_back((now + *wait).micros);
    }
    std::sort(used.begin(), used.end());
    ASSERT_GT(used.size(), 100U);
    std::size_t first = 0;
    for (std::size_t last = 0; last < used.size(); ++last) {
      while (used[last] - used[first] > 1'000'000) ++first;
      ASSERT_LE(last - first + 1, static_cast<std::size_t>(2 * calls)) << calls << " a second";
    }
  }
}

}  // namespace
}  // namespace patchbay::jobs
