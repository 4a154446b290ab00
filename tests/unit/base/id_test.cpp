#include "hub/base/id.h"

#include <gtest/gtest.h>

#include <set>

namespace patchbay {
namespace {

TEST(NewId, HasPrefixAndTwentySixSymbols) {
  ManualClock clock({1'469'922'850'259'000});
  SeededRandom random(1);
  const std::string id = new_id("rwd", clock, random);
  EXPECT_EQ(id.size(), 30U);
  // The time of the ULID specification's example, 01ARZ3NDEK….
  EXPECT_TRUE(id.starts_with("rwd_01ARZ3NDEK")) << id;
  EXPECT_EQ(id.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 4), std::string::npos);
}

TEST(NewId, SortsByBirth) {
  ManualClock clock({1'000'000});
  SeededRandom random(1);
  std::string last;
  for (int i = 0; i < 100; ++i) {
    const std::string id = new_id("e", clock, random);
    EXPECT_LT(last, id);
    last = id;
    clock.advance(std::chrono::milliseconds(1));
  }
}

TEST(NewId, DoesNotRepeatWithinAMillisecond) {
  ManualClock clock({0});
  SeededRandom random(1);
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(new_id("e", clock, random));
  EXPECT_EQ(seen.size(), 10'000U);
}

TEST(SeededRandom, RepeatsForASeedAndOnlyForIt) {
  SeededRandom a(7), b(7), c(8);
  const auto first = a.next_u64();
  EXPECT_EQ(first, b.next_u64());
  EXPECT_NE(first, c.next_u64());
  EXPECT_NE(first, a.next_u64());
  EXPECT_LT(a.below(10), 10U);
}

TEST(SeededRandom, FillsEveryByteOfAnOddLength) {
  SeededRandom random(3);
  std::array<std::byte, 13> sum{};
  for (int round = 0; round < 64; ++round) {
    std::array<std::byte, 13> bytes{};
    random.fill(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) sum[i] |= bytes[i];
  }
  for (const auto byte : sum) EXPECT_EQ(byte, std::byte{0xff});
}

}  // namespace
}  // namespace patchbay
