#include "hub/oauth/refresh_decision.h"

#include <gtest/gtest.h>

namespace patchbay::oauth {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Timestamp now{1'700'000'000'000'000};
constexpr Duration skew = seconds(30);

/// A good token of an hour that was fetched just now.
Standing good() {
  Standing standing;
  standing.has_row = standing.has_access = standing.has_refresh = true;
  standing.fetched_at = now;
  standing.expires_at = now + hours(1);
  return standing;
}
Next decided(const Standing& standing, Timestamp at = now,
             GrantType grant = GrantType::authorization_code) {
  return decide(standing, grant, skew, at);
}

TEST(RefreshDecisionTest, follows_the_life_of_a_token) {
  const auto standing = good();
  const Timestamp last = now + hours(1) - skew;
  EXPECT_EQ(decided(standing), Next::use);
  EXPECT_EQ(decided(standing, last - skew - Duration(1)), Next::use);
  EXPECT_EQ(decided(standing, last - Duration(1)), Next::refresh_early);
  EXPECT_EQ(decided(standing, last), Next::refresh);
}

TEST(RefreshDecisionTest, spreads_early_refreshes_over_a_skew) {
  std::set<std::int64_t> moments;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    auto standing = good();
    standing.seed = seed;
    const auto due = *due_at(standing, skew);
    EXPECT_LE(due, now + hours(1) - skew);
    EXPECT_GT(due, now + hours(1) - skew - skew);
    moments.insert(due.micros);
  }
  EXPECT_GT(moments.size(), 50U);
}

TEST(RefreshDecisionTest, takes_a_tenth_of_a_short_life) {
  auto standing = good();
  standing.expires_at = now + seconds(10);
  EXPECT_EQ(usable_until(standing, skew), now + seconds(9));
  standing.expires_at = now;
  EXPECT_EQ(usable_until(standing, skew), now);
  standing.expires_at = now - seconds(10);
  EXPECT_EQ(decided(standing), Next::refresh) << "an end before the beginning is an end";
}

TEST(RefreshDecisionTest, without_an_end_it_is_used_until_it_is_refused) {
  auto standing = good();
  standing.expires_at.reset();
  EXPECT_EQ(decided(standing, now + hours(100'000)), Next::use);
  standing.is_refused = true;
  EXPECT_EQ(decided(standing), Next::refresh);
}

TEST(RefreshDecisionTest, waits_for_who_has_the_lease_unless_the_token_is_good) {
  auto standing = good();
  standing.lease_until = now + hours(2);
  EXPECT_EQ(decided(standing, now + hours(1) - skew - Duration(1)), Next::use);
  EXPECT_EQ(decided(standing, now + hours(1)), Next::wait);
  EXPECT_EQ(decided(standing, now + hours(2)), Next::refresh) << "it ran out";
}

TEST(RefreshDecisionTest, leaves_an_endpoint_alone_unless_the_token_is_good) {
  auto standing = good();
  standing.retry_at = now + hours(2);
  EXPECT_EQ(decided(standing, now + hours(1) - skew - Duration(1)), Next::use);
  EXPECT_EQ(decided(standing, now + hours(1)), Next::cool_down);
  EXPECT_EQ(decided(standing, now + hours(2)), Next::refresh);
}

TEST(RefreshDecisionTest, asks_for_consent_only_where_consent_is_what_lacks) {
  const auto machine = GrantType::client_credentials;
  EXPECT_EQ(decided({}), Next::ask_consent);
  EXPECT_EQ(decided({}, now, machine), Next::refresh);
  auto standing = good();
  standing.needs_consent = true;
  EXPECT_EQ(decided(standing), Next::ask_consent);
  standing = good();
  standing.has_refresh = false;
  EXPECT_EQ(decided(standing), Next::use);
  EXPECT_EQ(decided(standing, now + hours(1) - skew - Duration(1)), Next::use)
      << "nothing to renew it with";
  EXPECT_EQ(decided(standing, now + hours(1)), Next::lose_consent);
  EXPECT_EQ(decided(standing, now + hours(1), machine), Next::refresh);
}

TEST(RefreshDecisionTest, gives_nothing_up_that_it_cannot_read) {
  auto standing = good();
  standing.has_access = standing.has_refresh = false;
  standing.is_unreadable = true;
  EXPECT_EQ(decided(standing), Next::report_corrupt);
  EXPECT_EQ(decided(standing, now, GrantType::client_credentials), Next::refresh);
}

TEST(RefreshDecisionTest, cools_down_longer_each_time) {
  EXPECT_EQ(cool_down(1, std::nullopt), seconds(1));
  EXPECT_EQ(cool_down(2, std::nullopt), seconds(2));
  EXPECT_EQ(cool_down(6, std::nullopt), seconds(32));
  EXPECT_EQ(cool_down(1'000'000, std::nullopt), minutes(1));
  EXPECT_EQ(cool_down(0, std::nullopt), seconds(1));
  EXPECT_EQ(cool_down(1, seconds(90)), seconds(90));
  EXPECT_EQ(cool_down(1, hours(1000)), hours(1)) << "no endpoint silences a hub for good";
}

}  // namespace
}  // namespace patchbay::oauth
