#include "webhooks/endpoint_health.h"

#include <gtest/gtest.h>

namespace patchbay::webhooks {
namespace {

using std::chrono::hours;

constexpr Timestamp start{1'700'000'000'000'000};
Timestamp day(double days) { return start + Duration(static_cast<std::int64_t>(days * 86'400e6)); }

Showing failure(Timestamp at) { return {.failed_at = at}; }

TEST(EndpointHealth, warns_after_three_days_once_and_disables_after_five) {
  EndpointHealth health;
  const auto fail = [&](double days) {
    const auto step = after(health, failure(day(days)), day(days));
    health = step.health;
    return step.news;
  };
  EXPECT_EQ(fail(0), HealthNews::none);
  EXPECT_EQ(health.failing_since, start);
  EXPECT_EQ(fail(2.99), HealthNews::none);
  EXPECT_EQ(fail(3), HealthNews::warned);
  EXPECT_EQ(fail(4), HealthNews::none);
  EXPECT_EQ(health.state, EndpointState::active);
  EXPECT_EQ(fail(5), HealthNews::disabled);
  EXPECT_EQ(health.state, EndpointState::disabled);
  EXPECT_EQ(fail(6), HealthNews::none);
}

TEST(EndpointHealth, a_success_forgets) {
  EndpointHealth health{EndpointState::active, start, day(3)};
  const auto step = after(health, {.has_success = true, .failed_at = day(4.9)}, day(4.9));
  EXPECT_EQ(step.health, EndpointHealth());
  EXPECT_EQ(step.news, HealthNews::none);
}

TEST(EndpointHealth, gone_disables_at_once) {
  const auto step = after({}, {.is_gone = true, .failed_at = start}, start);
  EXPECT_EQ(step.health.state, EndpointState::disabled);
  EXPECT_EQ(step.news, HealthNews::disabled);
}

TEST(EndpointHealth, one_that_is_not_active_makes_no_news) {
  for (const auto state : {EndpointState::paused, EndpointState::disabled}) {
    const EndpointHealth health{state, start, {}};
    EXPECT_EQ(after(health, failure(day(9)), day(9)).news, HealthNews::none);
    EXPECT_EQ(after(health, {.is_gone = true, .failed_at = start}, start).health.state, state);
  }
}

TEST(EndpointHealth, nothing_shown_changes_nothing) {
  const EndpointHealth health{EndpointState::active, start, {}};
  EXPECT_EQ(after(health, {}, day(9)).health, health);
}

}  // namespace
}  // namespace patchbay::webhooks
