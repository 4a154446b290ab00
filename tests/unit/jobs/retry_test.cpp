#include "hub/jobs/retry.h"

#include <gtest/gtest.h>

#include <limits>

namespace patchbay::jobs {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Every byte is the same: 0x00 gives the shortest wait, and others something in between.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::uint64_t value) : value_(value) {}
  void fill(std::span<std::byte> bytes) override {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::byte>(value_ >> (i % 8 * 8));
  }

 private:
  std::uint64_t value_;
};

const RetryPolicy policy{.attempts_max = 5, .base = seconds(1), .cap = seconds(5)};
constexpr Timestamp now{1'000'000'000};

RetryDecision decide(const RetryPolicy& p, int attempt, std::optional<Duration> retry_after,
                     const std::string& why, Random& random) {
  return decide_retry(p, {.number = attempt, .now = now, .retry_after = retry_after, .why = why},
                      random);
}

Duration wait_of(const RetryDecision& decision) { return std::get<RetryAt>(decision).at - now; }

/// The longest wait that any randomness can give: the number is the limit minus one.
Duration longest(const RetryPolicy& p, int attempt, std::int64_t limit_micros) {
  FixedRandom random(static_cast<std::uint64_t>(limit_micros));
  return wait_of(decide(p, attempt, std::nullopt, "", random));
}

TEST(DecideRetry, DoublesTheCeilingUpToTheCap) {
  const std::pair<int, Duration> table[] = {
      {1, seconds(1)}, {2, seconds(2)}, {3, seconds(4)}, {4, seconds(5)}};
  for (const auto& [attempt, ceiling] : table) {
    EXPECT_EQ(longest(policy, attempt, ceiling.count()), ceiling) << attempt;
    // One more wraps to zero: the ceiling is the limit.
    EXPECT_EQ(longest(policy, attempt, ceiling.count() + 1), Duration(0)) << attempt;
  }
}

TEST(DecideRetry, JittersBetweenNothingAndTheCeiling) {
  SeededRandom random(1);
  Duration least = seconds(9), most(0), sum(0);
  for (int i = 0; i < 1000; ++i) {
    const auto wait = wait_of(decide(policy, 3, std::nullopt, "", random));
    least = std::min(least, wait);
    most = std::max(most, wait);
    sum += wait;
  }
  EXPECT_LT(least, milliseconds(100));
  EXPECT_GT(most, milliseconds(3900));
  EXPECT_LE(most, seconds(4));
  EXPECT_NEAR(static_cast<double>(sum.count()) / 1000, 2'000'000, 150'000);
}

TEST(DecideRetry, GivesUpAfterTheLastAttemptWithTheReason) {
  FixedRandom random(0);
  EXPECT_TRUE(std::holds_alternative<RetryAt>(decide(policy, 4, std::nullopt, "x", random)));
  for (const int attempt : {5, 6, std::numeric_limits<int>::max()}) {
    const auto decision = decide(policy, attempt, seconds(1), "no route", random);
    const auto* gave_up = std::get_if<GiveUp>(&decision);
    ASSERT_TRUE(gave_up) << attempt;
    EXPECT_EQ(gave_up->reason, "gave up after " + std::to_string(attempt) + " attempts: no route");
  }
}

TEST(DecideRetry, NeverUndercutsThePeersWish) {
  FixedRandom shortest(0);
  EXPECT_EQ(wait_of(decide(policy, 1, seconds(30), "", shortest)), seconds(30));
  SeededRandom random(2);
  for (int i = 0; i < 100; ++i)
    EXPECT_GE(wait_of(decide(policy, 1, seconds(30), "", random)), seconds(30));
}

TEST(DecideRetry, TakesAWishInThePastAsNone) {
  FixedRandom shortest(0);
  EXPECT_EQ(wait_of(decide(policy, 1, seconds(-30), "", shortest)), Duration(0));
}

TEST(DecideRetry, DoesNotOverflowWithExtremePolicies) {
  SeededRandom random(3);
  const RetryPolicy endless{std::numeric_limits<int>::max(), hours(1), hours(24 * 365)};
  for (const int attempt : {1, 63, 64, 65, 1'000'000}) {
    const auto wait = wait_of(decide(endless, attempt, std::nullopt, "", random));
    EXPECT_GE(wait, Duration(0));
    EXPECT_LE(wait, hours(24 * 365));
  }
  const RetryPolicy nothing{10, Duration(0), Duration(0)};
  EXPECT_EQ(wait_of(decide(nothing, 9, std::nullopt, "", random)), Duration(0));
}

TEST(DecideRetry, LinearWaitsGrowByTheBaseUpToTheCap) {
  FixedRandom random(0);
  const RetryPolicy linear{
      .attempts_max = 99, .base = seconds(1), .cap = seconds(3), .backoff = Backoff::linear};
  EXPECT_EQ(wait_of(decide(linear, 1, std::nullopt, "", random)), seconds(1));
  EXPECT_EQ(wait_of(decide(linear, 2, std::nullopt, "", random)), seconds(2));
  EXPECT_EQ(wait_of(decide(linear, 3, std::nullopt, "", random)), seconds(3));
  EXPECT_EQ(wait_of(decide(linear, 98, std::nullopt, "", random)), seconds(3));
  const RetryPolicy endless{.attempts_max = std::numeric_limits<int>::max(),
                            .base = hours(24 * 365),
                            .cap = Duration::max(),
                            .backoff = Backoff::linear};
  const auto far = decide_retry(endless, {.number = 2'000'000'000, .now = {0}, .why = ""}, random);
  EXPECT_EQ(std::get<RetryAt>(far).at.micros, Duration::max().count());
}

TEST(DecideRetry, ListsAreFollowedAndTheLastDelayStays) {
  FixedRandom random(0);
  RetryPolicy list{.attempts_max = 9, .backoff = Backoff::list};
  EXPECT_EQ(wait_of(decide(list, 1, std::nullopt, "", random)), Duration(0));
  list.delays = {seconds(5), seconds(60), seconds(-1)};
  EXPECT_EQ(wait_of(decide(list, 1, std::nullopt, "", random)), seconds(5));
  EXPECT_EQ(wait_of(decide(list, 2, seconds(7), "", random)), seconds(67));
  EXPECT_EQ(wait_of(decide(list, 3, std::nullopt, "", random)), Duration(0));
  list.delays.pop_back();
  EXPECT_EQ(wait_of(decide(list, 8, std::nullopt, "", random)), seconds(60));
}

TEST(DecideRetry, StopsWhenTheNextAttemptWouldBeBeyondTheSpan) {
  FixedRandom random(0);
  const RetryPolicy spanned{.attempts_max = 99,
                            .base = seconds(1),
                            .cap = seconds(9),
                            .backoff = Backoff::linear,
                            .span_max = seconds(10)};
  Attempt failed{.number = 2, .now = now, .first_at = now - seconds(8), .why = "no route"};
  EXPECT_EQ(wait_of(decide_retry(spanned, failed, random)), seconds(2));
  failed.first_at = now - seconds(8) - Duration(1);
  const auto stopped = decide_retry(spanned, failed, random);
  ASSERT_TRUE(std::holds_alternative<GiveUp>(stopped));
  EXPECT_NE(std::get<GiveUp>(stopped).reason.find("no route"), std::string::npos);
  failed.first_at.reset();
  EXPECT_TRUE(std::holds_alternative<RetryAt>(decide_retry(spanned, failed, random)));
}

TEST(DecideRetry, RetriesOnlyWhatThePolicyLists) {
  FixedRandom random(0);
  RetryPolicy listed = policy;
  listed.retryable = {Failure::connect, Failure::timeout};
  const auto decide_on = [&](Failure failure) {
    return decide_retry(listed, {.number = 1, .now = now, .failure = failure, .why = "x"}, random);
  };
  EXPECT_TRUE(std::holds_alternative<RetryAt>(decide_on(Failure::connect)));
  EXPECT_TRUE(std::holds_alternative<RetryAt>(decide_on(Failure::timeout)));
  EXPECT_TRUE(std::holds_alternative<RetryAt>(decide_on(Failure::other)));
  const auto stopped = decide_on(Failure::server);
  ASSERT_TRUE(std::holds_alternative<GiveUp>(stopped));
  EXPECT_EQ(std::get<GiveUp>(stopped).reason,
            "not retried, since the policy does not list \"server\": x");
}

TEST(DecideRetry, FailuresHaveNamesThatCanBeReadBack) {
  for (const auto& name : failure_names()) EXPECT_EQ(name_of(parse_failure(name).value()), name);
  EXPECT_EQ(failure_names().size(), 7U);
  EXPECT_STREQ(name_of(Failure::rate_limit), "rate_limit");
  EXPECT_FALSE(parse_failure(""));
  EXPECT_FALSE(parse_failure("Server"));
}

TEST(DecideRetry, SpreadsAListsWaitsEitherWay) {
  RetryPolicy listed;
  listed.attempts_max = 5;
  listed.backoff = Backoff::list;
  listed.delays = {seconds(10), hours(24)};
  listed.jitter_percent = 20;
  EXPECT_EQ(longest(listed, 1, 0), seconds(8));
  EXPECT_EQ(longest(listed, 1, 4'000'000), seconds(12));
  EXPECT_EQ(longest(listed, 1, 4'000'001), seconds(8)) << "one more wraps";
  SeededRandom random(3);
  Duration least = hours(48), most(0);
  for (int i = 0; i < 1000; ++i) {
    const auto wait = wait_of(decide(listed, 2, std::nullopt, "", random));
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_GE(least, Duration(hours(24)) * 8 / 10);
  EXPECT_LE(most, Duration(hours(24)) * 12 / 10);
  EXPECT_LT(least, Duration(hours(24)) * 81 / 100);
  EXPECT_GT(most, Duration(hours(24)) * 119 / 100);
}

TEST(DecideRetry, JitterHasItsLimits) {
  RetryPolicy listed;
  listed.attempts_max = 5;
  listed.backoff = Backoff::list;
  listed.delays = {Duration(7)};
  for (const int percent : {0, -5}) {
    listed.jitter_percent = percent;
    EXPECT_EQ(longest(listed, 1, 99), Duration(7)) << percent;
  }
  listed.jitter_percent = 1'000;  // as 100
  EXPECT_EQ(longest(listed, 1, 14), Duration(14));
  EXPECT_EQ(longest(listed, 1, 0), Duration(0));
  listed.delays = {Duration(std::numeric_limits<std::int64_t>::max() / 4)};
  EXPECT_GE(longest(listed, 1, 0), Duration(0)) << "without overflow";
}

}  // namespace
}  // namespace patchbay::jobs
