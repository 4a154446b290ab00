#include "hub/loyalty/claim.h"

#include "hub/policy/decisions.h"
#include "tests/unit/loyalty/checked.h"

namespace patchbay::loyalty {
namespace {

class ClaimTest : public test::CheckedTest {
 protected:
  /// A year that ann may choose for.
  std::string earn() {
    tell("ann", ProgressKind::start, "2025-06-01");
    return check("ann").given.at(2).id;
  }
  Result<ClaimOutcome> claim(const std::string& reward, const std::string& partner,
                             const std::string& customer = "ann") {
    return write([&](store::Session& s) {
      const CheckParts parts{s, organisation_, policy_, clock_, random_};
      return claim_reward(parts, {reward, partner, "test", customer});
    });
  }
  void limit(const std::string& rule) {
    policy_ = policy::test::rules(std::string(test::milestones) + rule);
  }
};
PATCHBAY_ON_BOTH_STORES(ClaimTest);

TEST_P(ClaimTest, chooses_one_partner_and_no_other_once) {
  const auto id = earn();
  const auto claimed = claim(id, "coles");
  ASSERT_TRUE(claimed) << claimed.error().message;
  EXPECT_EQ(claimed->reward->state, RewardState::pending);
  EXPECT_EQ(claimed->reward->partner, "coles");
  EXPECT_EQ(claimed->reward->eligible_partners, std::vector<std::string>{"coles"});
  EXPECT_EQ(claim(id, "coles").error().kind, ErrorKind::conflict);
}

TEST_P(ClaimTest, of_somebody_else_is_as_one_that_is_not_there) {
  const auto id = earn();
  const auto others = claim(id, "coles", "bob"), none = claim("rwd_none", "coles", "bob");
  EXPECT_EQ(others.error().kind, ErrorKind::not_found);
  EXPECT_EQ(others.error().message, none.error().message);
}

TEST_P(ClaimTest, at_a_partner_it_does_not_have_is_refused_naming_those_it_has) {
  EXPECT_NE(claim(earn(), "agl").error().message.find("woolworths, coles"), std::string::npos);
}

TEST_P(ClaimTest, that_a_limit_denies_stays_and_the_denial_is_kept) {
  const auto id = earn();
  limit(
      "limit { id = 'known', on = 'claim', needs = 'verified', effect = 'deny', code = 'WHO',"
      " message = 'Please confirm who you are.' }");
  const auto denied = claim(id, "coles");
  ASSERT_TRUE(denied && denied->refusal);
  EXPECT_EQ(denied->refusal->kind, ErrorKind::refused);
  EXPECT_EQ(denied->refusal->message, "Please confirm who you are. (WHO)");
  EXPECT_EQ(count("decisions WHERE reference = 'claim/" + id + "/coles/deny:year_1'"), 1);
  const std::vector<std::string> traits{"verified"};
  write([&](store::Session& s) {
    put_traits(s, organisation_, "ann", traits, clock_.now()).value();
  });
  EXPECT_TRUE(claim(id, "coles")->reward);
}

TEST_P(ClaimTest, that_staff_have_to_see_first_is_a_conflict) {
  const auto id = earn();
  limit("limit { id = 'big', on = 'claim', above = AUD(100), effect = 'hold' }");
  const auto held = claim(id, "coles");
  ASSERT_TRUE(held && held->refusal);
  EXPECT_EQ(held->refusal->kind, ErrorKind::conflict);
  EXPECT_NE(held->refusal->message.find("staff"), std::string::npos);
  EXPECT_EQ(count("events WHERE type = 'alert.raised'"), 1);
}

TEST_P(ClaimTest, counts_for_limits) {
  const auto id = earn();
  limit("limit { id = 'few', on = 'claim', at_most = 0, per = 'day', effect = 'deny' }");
  EXPECT_TRUE(claim(id, "coles")->refusal) << "none at all";
  limit("limit { id = 'few', on = 'claim', at_most = 1, per = 'day', effect = 'deny' }");
  EXPECT_TRUE(claim(id, "coles")->reward);
}

TEST_P(ClaimTest, of_what_the_rules_do_not_know_any_more_stays_possible) {
  const auto id = earn();
  policy_ = policy::test::rules(
      "reward { id = 'grocery', kind = 'retail', capability = 'issue_voucher' }\n"
      "milestone { id = 'month_1', days = 30, reward = 'grocery', amount = AUD(20),"
      " partners = { 'coles' } }");
  EXPECT_TRUE(claim(id, "coles")->reward);
}

TEST_P(ClaimTest, waits_while_a_rule_fails) {
  const auto id = earn();
  limit(
      "limit { id = 'broken', on = 'claim', effect = 'deny',"
      " when = function(facts) return facts.nothing.here end }");
  const auto failed = claim(id, "coles");
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  policy_ = policy::test::rules(test::milestones);
  EXPECT_TRUE(claim(id, "coles")->reward);
}

}  // namespace
}  // namespace patchbay::loyalty
