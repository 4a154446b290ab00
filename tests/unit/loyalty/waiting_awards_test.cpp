#include "hub/loyalty/waiting_awards.h"

#include "hub/loyalty/reward_checks.h"
#include "tests/unit/loyalty/checked.h"

namespace patchbay::loyalty {
namespace {

constexpr const char* needs_verified =
    "limit { id = 'known', on = 'award', needs = 'verified', effect = 'deny', code = 'WHO',"
    " message = 'Please tell us who you are.' }";
constexpr const char* big_is_held =
    "limit { id = 'big', on = 'award', above = AUD(100), effect = 'hold', code = 'BIG',"
    " message = 'A colleague will contact you.' }";

class WaitingAwardsTest : public test::CheckedTest {
 protected:
  void rules(const std::string& more) { policy_ = policy::test::rules(test::milestones + more); }
  /// "month_1 WHO Please tell us …", a line each.
  std::string waiting() {
    std::string all;
    for (const auto& one : read([&](store::Session& s) {
           return waiting_awards(s, organisation_, policy_, "ann", clock_.now());
         }))
      all += one.milestone + " " + one.code + " " + one.message + "\n";
    return all;
  }
};
PATCHBAY_ON_BOTH_STORES(WaitingAwardsTest);

TEST_P(WaitingAwardsTest, nothing_waits_where_nothing_is_known_or_stopped) {
  EXPECT_EQ(waiting(), "");
  tell("ann", ProgressKind::start, "2026-05-31");
  EXPECT_EQ(waiting(), "") << "it is given at the next look";
  check("ann");
  EXPECT_EQ(waiting(), "");
}

TEST_P(WaitingAwardsTest, a_denied_award_waits_until_its_reason_is_gone) {
  rules(needs_verified);
  tell("ann", ProgressKind::start, "2026-05-31");
  const std::string denied = "month_1 WHO Please tell us who you are.\n";
  EXPECT_EQ(waiting(), denied) << "before anybody looked";
  check("ann");
  EXPECT_EQ(waiting(), denied);
  EXPECT_EQ(count("rewards"), 0) << "asking gives nothing";
  const std::vector<std::string> traits{"verified"};
  write([&](store::Session& s) {
    put_traits(s, organisation_, "ann", traits, clock_.now()).value();
  });
  EXPECT_EQ(waiting(), "");
}

TEST_P(WaitingAwardsTest, a_held_reward_waits_until_it_is_released_whatever_the_rules_say_now) {
  rules(big_is_held);
  tell("ann", ProgressKind::start, "2025-06-01");
  const std::string held = "year_1 BIG A colleague will contact you.\n";
  EXPECT_EQ(waiting(), held) << "a look would hold it";
  const auto outcome = check("ann");
  EXPECT_EQ(waiting(), held) << "once";
  rules("");
  EXPECT_EQ(waiting(), held);
  write([&](store::Session& s) {
    release_reward(s, {organisation_, outcome.given.at(2).id, "test"}, clock_, random_).value();
  });
  EXPECT_EQ(waiting(), "");
}

TEST_P(WaitingAwardsTest, a_limit_without_words_says_what_it_does) {
  rules("limit { id = 'all', on = 'award', above = AUD(1), effect = 'hold', code = 'LOOK' }");
  tell("ann", ProgressKind::start, "2026-05-31");
  EXPECT_EQ(waiting(), "month_1 LOOK our staff have to look at this first (LOOK)\n");
  check("ann");
  EXPECT_EQ(waiting(), "month_1 LOOK our staff have to look at this first (LOOK)\n");
}

TEST_P(WaitingAwardsTest, asking_is_no_look_and_used_up_looks_hide_nothing) {
  rules(std::string(needs_verified) +
        "limit { id = 'looks', on = 'check', at_most = 1, per = 'hour', effect = 'deny' }");
  tell("ann", ProgressKind::start, "2026-05-31");
  check("ann", true);
  EXPECT_NE(waiting(), "");
  EXPECT_NE(waiting(), "");
  EXPECT_EQ(count("reward_checks"), 1);
}

TEST_P(WaitingAwardsTest, a_rule_that_fails_leaves_what_is_held) {
  rules(big_is_held);
  tell("ann", ProgressKind::start, "2025-06-01");
  check("ann");
  rules(
      "limit { id = 'broken', on = 'award', effect = 'deny',"
      " when = function(facts) return facts.nothing.here end }");
  tell("ann", ProgressKind::relapse, "2026-03-01");
  EXPECT_EQ(waiting(), "year_1 BIG A colleague will contact you.\n");
}

}  // namespace
}  // namespace patchbay::loyalty
