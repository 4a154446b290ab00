#include "hub/loyalty/doubt.h"

#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class DoubtTest : public IssuerTest {
 protected:
  void restore() {
    write([&](store::Session& s) { doubt_open_rewards(s, clock_.now(), "restored"); });
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

TEST_P(DoubtTest, WhoIsNotConfiguredIsNotAsked) {
  partner({SettleWay::repeat_same_key});
  restore();
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
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
