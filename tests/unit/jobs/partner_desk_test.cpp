#include "hub/jobs/partner_desk.h"

#include <gtest/gtest.h>

namespace patchbay::jobs {
namespace {

constexpr Timestamp start{1'000'000'000};

PartnerPace fast() {
  PartnerPace pace;
  pace.calls_per_second = 200;
  return pace;
}

/// Asks for tokens and gives the desk what it asked for.
std::int64_t fetch(PartnerDesk& desk, std::size_t waiting, std::int64_t& next_us) {
  const std::int64_t tokens = desk.tokens_to_ask(fast(), waiting);
  PartnerAnswer answer{.breaker = {}, .now = start};
  answer.tokens = take_block(next_us, TokenRate(200), tokens, start, std::chrono::seconds(9));
  desk.take_in(answer, waiting);
  return tokens;
}

void use(PartnerDesk& desk, std::int64_t tokens) {
  for (std::int64_t i = 0; i < tokens; ++i)
    ASSERT_EQ(desk.decide(fast(), start, std::chrono::seconds(9)).kind, DeskVerdict::Kind::go);
}

TEST(PartnerDesk, AsksTheStoreBeforeAnythingElse) {
  PartnerDesk desk;
  EXPECT_EQ(desk.decide(fast(), start, std::chrono::seconds(9)).kind, DeskVerdict::Kind::ask);
  EXPECT_FALSE(desk.is_low(fast(), start)) << "nobody knows yet whether it may";
}

TEST(PartnerDesk, AsksForMoreWhileTheTokensAreUsedAndForFewWhenTheyAreNot) {
  PartnerDesk desk;
  std::int64_t next_us = 0;
  EXPECT_EQ(fetch(desk, 1, next_us), 10);
  use(desk, 10);
  EXPECT_EQ(fetch(desk, 2, next_us), 20) << "callers wait for the store";
  use(desk, 20);
  std::int64_t last = 0;
  for (const std::int64_t expected : {40, 80, 80}) {
    use(desk, last);
    last = fetch(desk, 2, next_us);
    EXPECT_EQ(last, expected);
  }
  fetch(desk, 1, next_us);
  EXPECT_EQ(fetch(desk, 1, next_us), 10) << "what came last was not used";
  EXPECT_EQ(fetch(desk, 300, next_us), 300) << "who waits gets one";
}

TEST(PartnerDesk, TokensAreFetchedAheadWhenHalfAreUsed) {
  PartnerDesk desk;
  std::int64_t next_us = 0;
  EXPECT_EQ(fetch(desk, 1, next_us), 10);
  use(desk, 5);
  EXPECT_FALSE(desk.is_low(fast(), start));
  use(desk, 1);
  EXPECT_TRUE(desk.is_low(fast(), start));
}

TEST(PartnerDesk, OlderNewsDoNotUndoWhatIsKnown) {
  PartnerDesk desk;
  std::int64_t next_us = 0;
  fetch(desk, 1, next_us);
  const BreakerPolicy policy{.failures_max = 1};
  EXPECT_TRUE(desk.note({Health::unwell, false}, policy, start));
  desk.refresh(Breaker{}, 1, start);
  EXPECT_EQ(desk.breaker().state, BreakerState::open) << "its change is on the way to the store";
  desk.noted(nullptr);
  desk.refresh(Breaker{}, 0, start);
  EXPECT_EQ(desk.breaker().state, BreakerState::open) << "read before the change";
  desk.refresh(Breaker{}, 1, start);
  EXPECT_EQ(desk.breaker().state, BreakerState::closed);
}

TEST(PartnerDesk, AnAnswerThatALookOvertookChangesNothing) {
  PartnerDesk desk;
  desk.refresh(Breaker{}, 3, start);  // closed by hand, after it had opened
  PartnerAnswer late{.breaker = {}, .revision = 2, .now = start};
  late.breaker.state = BreakerState::open;
  desk.take_in(late, 1);
  EXPECT_EQ(desk.breaker().state, BreakerState::closed);
  desk.note({Health::unwell, false}, {.failures_max = 1}, start);
  desk.noted(&late);
  EXPECT_EQ(desk.breaker().state, BreakerState::open) << "its own change, until news come";
  desk.refresh(Breaker{}, 4, start);
  EXPECT_EQ(desk.breaker().state, BreakerState::closed);
}

}  // namespace
}  // namespace patchbay::jobs
