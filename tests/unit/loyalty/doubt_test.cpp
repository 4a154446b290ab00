#include "hub/loyalty/doubt.h"

#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class DoubtTest : public IssuerTest {
 protected:
  void restore() {
    write([&](store::Session& s) { doubt_open_rewards(s, "restored"); });
  }
};
PATCHBAY_ON_BOTH_STORES(DoubtTest);

TEST_P(DoubtTest, EveryEligiblePartnerIsAskedBeforeOneIssues) {
  partner({SettleWay::find_issued});
  partner({SettleWay::find_issued}, false, "coles");
  restore();
  clock_.advance(1s);
  caller_.expect(found("not_issued"));
  const auto next = run();
  ASSERT_TRUE(is_again(next));
  EXPECT_EQ(std::get<jobs::Again>(next).partner, "coles");
  EXPECT_EQ(state(), RewardState::unconfirmed);
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(caller_.calls.back().partner->id, "coles");
  EXPECT_EQ(reward().partner, "coles");
  EXPECT_EQ(issues(), 0);
}

TEST_P(DoubtTest, WhenNobodyIssuedOneDoes) {
  partner({SettleWay::find_issued});
  partner({SettleWay::find_issued}, false, "coles");
  restore();
  clock_.advance(1s);
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run()));
  caller_.expect(found("not_issued"));
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(issues(), 1);
}

TEST_P(DoubtTest, NothingIsRepeatedWhileAnotherPartnerMayHaveIssued) {
  partner({SettleWay::repeat_same_key, SettleWay::find_issued});
  partner({SettleWay::repeat_same_key}, false, "coles");
  restore();
  clock_.advance(1s);
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(issues(), 0);
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run())) << "the last one in doubt may be repeated";
  EXPECT_EQ(reward().partner, "coles");
}

TEST_P(DoubtTest, WhoIsNotConfiguredHasToBe) {
  partner({SettleWay::find_issued});
  restore();
  clock_.advance(1s);
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run()));
  for (int i = 0; i < 2; ++i) {
    const auto end = run();
    ASSERT_TRUE(is_dead(end));
    EXPECT_NE(std::get<jobs::Dead>(end).reason.find("no partner \"coles\""), std::string::npos);
    EXPECT_EQ(state(), RewardState::unconfirmed);
  }
  EXPECT_EQ(events_of_type("alert.raised"), 2) << "one each time that somebody redrove it";
  partner({SettleWay::find_issued}, false, "coles");
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(issues(), 0);
}

TEST_P(DoubtTest, NothingIsRepeatedWhileSomebodyIsNotConfigured) {
  partner({SettleWay::repeat_same_key});
  restore();
  const auto end = run();
  ASSERT_TRUE(is_dead(end));
  EXPECT_NE(std::get<jobs::Dead>(end).reason.find("no partner \"coles\""), std::string::npos);
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(issues(), 0);
}

TEST_P(DoubtTest, WhatFailedIsAskedForWhenItIsRedriven) {
  partner({SettleWay::find_issued});
  partner({SettleWay::find_issued}, false, "coles");
  caller_.expect(adapters::rejected("no", "no"));
  EXPECT_TRUE(is_dead(run()));
  restore();
  EXPECT_EQ(state(), RewardState::failed);
  EXPECT_EQ(reward().reason, "no: no");
  EXPECT_TRUE(is_dead(run()));
  redrive(RewardState::unconfirmed);
  clock_.advance(1s);
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run()));
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(reward().partner, "coles");
  EXPECT_EQ(issues(), 1);
}

TEST_P(DoubtTest, AReportsProofIsForItsPartnerOnly) {
  partner({SettleWay::report});
  partner({SettleWay::report}, false, "coles");
  restore();
  EXPECT_TRUE(is_done(run()));
  reconcile_with({}, clock_.now() + Duration(1s));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(reward().partner, "coles");
  EXPECT_EQ(issues(), 0);
}

}  // namespace
}  // namespace patchbay::loyalty
