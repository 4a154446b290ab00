#include "hub/jobs/schedule_decision.h"

#include <gtest/gtest.h>

#include <set>

namespace patchbay::jobs {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Times = std::vector<Timestamp>;
using Fields = std::map<std::string, std::string>;

const Timestamp start = parse_timestamp("2026-11-21T06:00:00Z").value();

/// Every ten minutes on the ten, next at `start`.
Schedule schedule(Fields fields = {}) {
  fields.insert({{"job", "k"}, {"interval_seconds", "600"}});
  Schedule made{"org", "s", read_definition(fields, {}).value(), "{}", "api", false, {}, {},
                {},    {}};
  made.next_at = start;
  return made;
}
Times fired(const Firing& firing) { return firing.fire; }

TEST(ScheduleDecision, fires_what_is_due_and_says_when_next) {
  const auto firing = decide_firing(schedule(), start + seconds(1), 0);
  EXPECT_EQ(fired(firing), Times{start});
  EXPECT_TRUE(firing.skip.empty());
  EXPECT_FALSE(firing.cancel_open);
  EXPECT_EQ(firing.next, start + minutes(10));
}

TEST(ScheduleDecision, nothing_is_due_early) {
  const auto firing = decide_firing(schedule(), start - Duration(1), 0);
  EXPECT_TRUE(firing.fire.empty());
  EXPECT_EQ(firing.next, start);
}

TEST(ScheduleDecision, a_run_that_meets_an_open_one_follows_the_overlap_policy) {
  auto firing = decide_firing(schedule({{"overlap", "skip"}}), start, 1);
  EXPECT_TRUE(firing.fire.empty());
  ASSERT_EQ(firing.skip.size(), 1U);
  EXPECT_EQ(firing.skip[0].occurrence, start);
  EXPECT_NE(firing.skip[0].reason.find("overlap is skip"), std::string::npos);

  firing = decide_firing(schedule({{"overlap", "queue"}}), start, 1);
  EXPECT_EQ(fired(firing), Times{start});
  EXPECT_FALSE(firing.cancel_open);

  firing = decide_firing(schedule({{"overlap", "cancel"}}), start, 1);
  EXPECT_EQ(fired(firing), Times{start});
  EXPECT_TRUE(firing.cancel_open);
}

TEST(ScheduleDecision, a_queue_has_an_end) {
  const auto firing = decide_firing(schedule({{"overlap", "queue"}}), start, open_runs_max);
  EXPECT_TRUE(firing.fire.empty());
  EXPECT_EQ(firing.skip.size(), 1U);
}

TEST(ScheduleDecision, what_was_missed_follows_the_catch_up_policy) {
  const Timestamp now = start + minutes(55);  // 06:00 to 06:50: six missed
  auto firing = decide_firing(schedule({{"catch_up", "none"}}), now, 0);
  EXPECT_TRUE(firing.fire.empty());
  ASSERT_EQ(firing.skip.size(), 1U);
  EXPECT_NE(firing.skip[0].reason.find("6 runs from 2026-11-21T06:00"), std::string::npos);
  EXPECT_EQ(firing.next, start + minutes(60));

  firing = decide_firing(schedule({{"catch_up", "one"}}), now, 0);
  EXPECT_EQ(fired(firing), Times{start + minutes(50)});
  EXPECT_EQ(firing.skip.size(), 1U);

  firing = decide_firing(schedule({{"catch_up", "all"}}), now, 0);
  EXPECT_EQ(firing.fire.size(), 6U);
  EXPECT_TRUE(firing.skip.empty());

  firing = decide_firing(schedule({{"catch_up", "all"}, {"catch_up_max", "2"}}), now, 3);
  EXPECT_EQ(fired(firing), (Times{start + minutes(40), start + minutes(50)}));
  EXPECT_EQ(firing.skip.size(), 1U);
  EXPECT_EQ(firing.skip[0].occurrence, start + minutes(30));
}

TEST(ScheduleDecision, a_run_on_time_makes_up_for_the_missed_ones) {
  const auto firing = decide_firing(schedule({{"catch_up", "one"}}), start + minutes(50), 0);
  EXPECT_EQ(fired(firing), Times{start + minutes(50)});
  ASSERT_EQ(firing.skip.size(), 1U);
  EXPECT_NE(firing.skip[0].reason.find("5 runs"), std::string::npos);
}

TEST(ScheduleDecision, late_is_a_minute) {
  EXPECT_EQ(decide_firing(schedule({{"catch_up", "none"}}), start + on_time_within, 0).fire.size(),
            1U);
  EXPECT_EQ(decide_firing(schedule({{"catch_up", "none"}}), start + on_time_within + Duration(1), 0)
                .fire.size(),
            0U);
}

TEST(ScheduleDecision, of_many_the_newest_is_left_by_cancel) {
  const auto firing = decide_firing(schedule({{"overlap", "cancel"}, {"interval_seconds", "10"}}),
                                    start + seconds(35), 2);
  EXPECT_EQ(fired(firing), Times{start + seconds(30)});
  EXPECT_EQ(firing.skip.size(), 3U);
  EXPECT_TRUE(firing.cancel_open);
}

TEST(ScheduleDecision, a_year_of_downtime_is_looked_back_a_month) {
  auto every_second = schedule({{"interval_seconds", "1"}, {"catch_up", "all"}});
  const Timestamp now = start + hours(24 * 365);
  const auto firing = decide_firing(every_second, now, 0);
  EXPECT_EQ(firing.next, now + seconds(1));
  EXPECT_EQ(firing.fire.size(), 100U);
  EXPECT_EQ(firing.fire.front(), now - on_time_within - seconds(100));
  EXPECT_EQ(firing.skip.size(), 1U + 61U) << "those on time meet the ones that catch up";
}

TEST(ScheduleDecision, jitter_is_the_same_each_time_and_within_its_limit) {
  const auto spread = schedule({{"jitter_seconds", "300"}});
  std::set<std::int64_t> delays;
  for (int i = 0; i < 100; ++i) {
    const Timestamp at = start + minutes(10) * i;
    const Timestamp due = due_of("org", "s", spread.definition, at);
    EXPECT_EQ(due, due_of("org", "s", spread.definition, at));
    EXPECT_GE(due, at);
    EXPECT_LE(due, at + seconds(300));
    delays.insert((due - at).count());
  }
  EXPECT_GT(delays.size(), 90U);
  const Timestamp due = due_of("org", "s", spread.definition, start);
  EXPECT_TRUE(decide_firing(spread, due - Duration(1), 0).fire.empty());
  EXPECT_EQ(fired(decide_firing(spread, due, 0)), Times{start});
}

}  // namespace
}  // namespace patchbay::jobs
