#include "hub/loyalty/milestone_job.h"
#include "hub/loyalty/reward_checks.h"
#include "tests/support/run_on.h"
#include "tests/unit/loyalty/checked.h"
#include "tests/unit/loyalty/watched_book.h"

namespace patchbay::loyalty {
namespace {

class MilestoneCheckTest : public test::CheckedTest {
 protected:
  // The store is closed before they go.
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
};
PATCHBAY_ON_BOTH_STORES(MilestoneCheckTest);

TEST_P(MilestoneCheckTest, gives_what_is_due_once) {
  tell("ann", ProgressKind::start, "2026-05-31");
  const auto first = check("ann");
  EXPECT_EQ(given(first), "month_1 pending");
  EXPECT_EQ(first.problem, "");
  EXPECT_EQ(given(check("ann")), "");
  EXPECT_EQ(count("rewards"), 1);
  EXPECT_EQ(count("jobs WHERE kind = 'reward.issue'"), 1);
}

TEST_P(MilestoneCheckTest, gives_nothing_a_day_early_where_the_person_lives) {
  tell("ann", ProgressKind::start, "2026-06-01");
  EXPECT_EQ(given(check("ann")), "");
  clock_.advance(std::chrono::hours(14));  // midnight in Sydney
  EXPECT_EQ(given(check("ann")), "month_1 pending");
}

TEST_P(MilestoneCheckTest, catches_up_with_all_that_is_due) {
  tell("ann", ProgressKind::start, "2025-06-01");
  EXPECT_EQ(given(check("ann")), "month_1 pending, month_3 pending, year_1 awaiting_choice");
}

TEST_P(MilestoneCheckTest, after_a_relapse_only_what_is_of_each_streak_is_given_again) {
  tell("ann", ProgressKind::start, "2025-12-01");
  EXPECT_EQ(given(check("ann")), "month_1 pending, month_3 pending");
  tell("ann", ProgressKind::relapse, "2026-06-30");
  EXPECT_EQ(given(check("ann")), "");
  EXPECT_EQ(count("rewards"), 2) << "nothing is taken back";
  clock_.advance(std::chrono::hours(24 * 90));
  EXPECT_EQ(given(check("ann")), "month_3 pending");
  EXPECT_EQ(given(check("ann")), "");
}

TEST_P(MilestoneCheckTest, what_staff_have_to_see_first_is_held_and_reaches_no_partner) {
  policy_ = policy::test::rules(
      std::string(test::milestones) +
      "limit { id = 'big', on = 'award', above = AUD(100), needs = 'verified', effect = 'hold',"
      " code = 'VERIFY', message = 'Please confirm who you are.' }");
  tell("ann", ProgressKind::start, "2025-06-01");
  const auto outcome = check("ann");
  EXPECT_EQ(given(outcome), "month_1 pending, month_3 pending, year_1 held");
  EXPECT_EQ(count("jobs WHERE kind = 'reward.issue'"), 2);
  EXPECT_EQ(given(check("ann")), "") << "held is given";
  const std::string id = outcome.given.at(2).id;
  const auto released = write([&](store::Session& s) {
    return release_reward(s, {organisation_, id, "test"}, clock_, random_);
  });
  EXPECT_EQ(released->state, RewardState::awaiting_choice);
  const auto again = write([&](store::Session& s) {
    return release_reward(s, {organisation_, id, "test"}, clock_, random_);
  });
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_P(MilestoneCheckTest, a_held_reward_that_is_released_is_issued) {
  policy_ = policy::test::rules(
      std::string(test::milestones) +
      "limit { id = 'all', on = 'award', above = AUD(1), effect = 'hold', code = 'LOOK' }");
  tell("ann", ProgressKind::start, "2026-05-31");
  const auto outcome = check("ann");
  ASSERT_EQ(given(outcome), "month_1 held");
  EXPECT_EQ(count("jobs WHERE kind = 'reward.issue'"), 0);
  check("ann");
  EXPECT_EQ(count("events WHERE type = 'alert.raised'"), 1) << "staff are told, once";
  const auto released = write([&](store::Session& s) {
    return release_reward(s, {organisation_, outcome.given.at(0).id, "test"}, clock_, random_);
  });
  EXPECT_EQ(released->state, RewardState::pending);
  EXPECT_EQ(released->partner, "woolworths");
  EXPECT_EQ(count("jobs WHERE kind = 'reward.issue'"), 1);
}

TEST_P(MilestoneCheckTest, a_denied_award_comes_when_its_reason_is_gone) {
  policy_ = policy::test::rules(
      std::string(test::milestones) +
      "limit { id = 'known', on = 'award', needs = 'verified', effect = 'deny' }");
  tell("ann", ProgressKind::start, "2026-05-31");
  EXPECT_EQ(given(check("ann")), "");
  EXPECT_EQ(count("decisions"), 1) << "the denial is kept";
  check("ann");
  EXPECT_EQ(count("decisions"), 1) << "once a day";
  const std::vector<std::string> traits{"verified"};
  write([&](store::Session& s) {
    put_traits(s, organisation_, "ann", traits, clock_.now()).value();
  });
  EXPECT_EQ(given(check("ann")), "month_1 pending");
  EXPECT_EQ(count("decisions"), 2) << "on the same day";
}

TEST_P(MilestoneCheckTest, a_rule_that_fails_gives_nothing_and_loses_nothing) {
  policy_ = policy::test::rules(std::string(test::milestones) +
                                "limit { id = 'broken', on = 'award', effect = 'deny',\n"
                                "        when = function(facts) return facts.nothing.here end }");
  tell("ann", ProgressKind::start, "2026-05-31");
  const auto failed = check("ann");
  EXPECT_EQ(given(failed), "");
  EXPECT_NE(failed.problem.find("rules.lua:"), std::string::npos) << failed.problem;
  const auto noted =
      read([&](store::Session& s) { return find_progress(s, organisation_, "ann"); });
  EXPECT_EQ(noted->check_problem, failed.problem);
  policy_ = policy::test::rules(test::milestones);
  EXPECT_EQ(given(check("ann")), "month_1 pending");
  const auto mended =
      read([&](store::Session& s) { return find_progress(s, organisation_, "ann"); });
  EXPECT_EQ(mended->check_problem, "");
}

TEST_P(MilestoneCheckTest, looks_that_are_asked_for_are_limited) {
  policy_ = policy::test::rules(
      std::string(test::milestones) +
      "limit { id = 'looks', on = 'check', at_most = 2, per = 'hour', effect = 'deny' }");
  tell("ann", ProgressKind::start, "2026-06-29");
  EXPECT_FALSE(check("ann", true).refused_by);
  clock_.advance(std::chrono::minutes(10));
  EXPECT_FALSE(check("ann", true).refused_by);
  const auto refused = check("ann", true);
  ASSERT_TRUE(refused.refused_by);
  EXPECT_EQ(refused.refused_by->id, "looks");
  const auto wait = read([&](store::Session& s) {
    return check_free_in(s, organisation_, "ann", *refused.refused_by, clock_.now());
  });
  EXPECT_EQ(wait, std::chrono::minutes(50));
  EXPECT_FALSE(check("ann").refused_by) << "the daily look is not asked for";
  EXPECT_FALSE(check("bob", true).refused_by);
  clock_.advance(std::chrono::minutes(51));
  EXPECT_FALSE(check("ann", true).refused_by);
  EXPECT_EQ(count("reward_checks WHERE customer_id = 'ann'"), 2) << "old ones go";
}

TEST_P(MilestoneCheckTest, the_next_milestone_is_the_nearest_that_is_not_given) {
  tell("ann", ProgressKind::start, "2026-05-01");
  const auto view = [&] {
    return read([&](store::Session& s) {
             const auto person = find_progress(s, organisation_, "ann").value();
             return view_progress(s, organisation_, policy_, person, clock_.now());
           })
        .value();
  };
  EXPECT_EQ(view().days, 60);
  ASSERT_TRUE(view().next);
  EXPECT_EQ(view().next->milestone, "month_3");
  EXPECT_EQ(view().next->days_left, 30);
  check("ann");
  tell("ann", ProgressKind::relapse, "2026-06-30");
  EXPECT_EQ(view().next->milestone, "month_3") << "month_1 is given, once for ever";
  clock_.advance(std::chrono::hours(24 * 400));
  EXPECT_FALSE(view().next);
}

TEST_P(MilestoneCheckTest, the_job_looks_at_everybody_and_may_run_twice) {
  for (int i = 0; i < 7; ++i) tell("c" + std::to_string(i), ProgressKind::start, "2026-05-31");
  tell("young", ProgressKind::start, "2026-06-20");
  const auto book = policy::make_fixed_book(policy_);
  int woken = 0;
  const auto handler =
      make_milestone_checker({store(), *book, clock_, random_, [&woken] { ++woken; }, 3});
  jobs::Job job;
  job.organisation = organisation_;
  job.kind = milestones_kind;
  for (int i = 0; i < 2; ++i) {
    const auto end = run_on(loops_->at(0), handler(job));
    EXPECT_TRUE(std::holds_alternative<jobs::Done>(end));
    EXPECT_EQ(count("rewards"), 7);
  }
  EXPECT_EQ(woken, 3) << "three pages had something new";
}

TEST_P(MilestoneCheckTest, the_job_locks_the_programme_before_it_reads_the_rules) {
  tell("ann", ProgressKind::start, "2026-05-31");
  test::WatchedBook book(policy_);
  jobs::Job job;
  job.organisation = organisation_;
  run_on(loops_->at(0), make_milestone_checker({store(), book, clock_, random_, {}, 3})(job));
  close();  // its threads let go of the loop
  EXPECT_GT(book.asked, 0);
  EXPECT_EQ(book.asked_before_the_lock, 0);
}

}  // namespace
}  // namespace patchbay::loyalty
