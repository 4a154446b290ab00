#include "hub/http/rounds.h"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <stdexcept>

#include "hub/http/loops.h"

namespace patchbay::http {
namespace {

constexpr Duration for_ever = std::chrono::hours(1000);
constexpr std::chrono::seconds patience{30};

struct Worked {
  std::atomic<int> rounds{0};
  std::counting_semaphore<> ended{0};
};

Async<Duration> work(Worked& worked, int failures, int quick) {
  const int round = ++worked.rounds;
  worked.ended.release();
  if (round <= failures) throw std::runtime_error("on purpose");
  co_return round <= failures + quick ? Duration(0) : for_ever;
}

TEST(Rounds, BeginAtOnceAndRestAsLongAsARoundSays) {
  const auto loops = start_loops(1);
  Worked worked;
  const auto rounds = start_rounds(loops->next(), "test", [&] { return work(worked, 0, 3); });
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(worked.ended.try_acquire_for(patience));
  rounds->wake();
  ASSERT_TRUE(worked.ended.try_acquire_for(patience));
}

TEST(Rounds, GoOnAfterAFailure) {
  const auto loops = start_loops(1);
  Worked worked;
  const auto rounds = start_rounds(loops->next(), "test", [&] { return work(worked, 1, 0); });
  ASSERT_TRUE(worked.ended.try_acquire_for(patience));
  rounds->wake();
  ASSERT_TRUE(worked.ended.try_acquire_for(patience));
}

TEST(Rounds, StopWhileTheyRest) {
  const auto loops = start_loops(1);
  Worked worked;
  auto rounds = start_rounds(loops->next(), "test", [&] { return work(worked, 0, 0); });
  ASSERT_TRUE(worked.ended.try_acquire_for(patience));
  rounds.reset();
  EXPECT_EQ(worked.rounds, 1);
}

}  // namespace
}  // namespace patchbay::http
