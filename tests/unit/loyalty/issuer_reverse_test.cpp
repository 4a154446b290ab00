#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class ReverseTest : public IssuerTest {
 protected:
  static adapters::Outcome reversed() { return adapters::succeeded({{"state", "reversed"}}); }
  static adapters::Outcome nothing() {
    return adapters::succeeded({{"state", "nothing_to_reverse"}});
  }
  void leave_unknown() {
    caller_.expect(adapters::unknown("timed out"));
    EXPECT_TRUE(is_again(run()));
  }
  std::int64_t reversals() const {
    return std::count_if(caller_.calls.begin(), caller_.calls.end(),
                         [](const auto& call) { return call.capability == "cancel_voucher"; });
  }
};
PATCHBAY_ON_BOTH_STORES(ReverseTest);

TEST_P(ReverseTest, ReversedIsProofAndIssuedAgainWithTheSameKey) {
  partner({SettleWay::reverse});
  leave_unknown();
  lease_clock_ = std::make_shared<jobs::LeaseClock>(jobs::LeaseClock::Time(5s));
  caller_.expect(reversed());
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(caller_.calls[1].capability, "cancel_voucher");
  EXPECT_EQ(caller_.calls[1].request.at("reference").as_string(), id_);
  EXPECT_EQ(caller_.calls[1].request.as_object().size(), 1U);
  EXPECT_TRUE(caller_.calls[1].moves_value_until) << "it moves value as well";
  EXPECT_EQ(caller_.calls[2].idempotency_key, id_);
  EXPECT_EQ(settled(), 1);
  EXPECT_EQ(state(), RewardState::issued);
}

TEST_P(ReverseTest, ReversedLetsAnotherPartnerIssue) {
  partner({SettleWay::reverse});
  partner({SettleWay::report}, false, "coles");
  leave_unknown();
  down_["woolworths"] = clock_.now() + Duration(30s);
  caller_.expect(reversed());
  const auto end = run();
  ASSERT_TRUE(is_again(end));
  EXPECT_EQ(std::get<jobs::Again>(end).partner, "coles");
  EXPECT_EQ(reward().unknown_since, std::nullopt);
}

TEST_P(ReverseTest, NothingToReverseIsProofOnlyAfterSettleAfter) {
  partner({SettleWay::reverse});
  leave_unknown();
  caller_.expect(nothing());
  const auto end = run();
  ASSERT_TRUE(is_again(end));
  EXPECT_EQ(std::get<jobs::Again>(end).at, clock_.now() + Duration(1s));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  clock_.advance(1s);
  caller_.expect(nothing());
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(issues(), 2);
}

TEST_P(ReverseTest, AnUnknownReversalNeedsYoungerProof) {
  partner({SettleWay::reverse});
  leave_unknown();
  clock_.advance(5s);
  caller_.expect(adapters::unknown("cut"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(reward().unknown_since, clock_.now());
  for (const auto& answer : {reversed(), nothing()}) {
    caller_.expect(answer);
    EXPECT_TRUE(is_again(run())) << "the one before may still be on its way";
    EXPECT_EQ(state(), RewardState::unconfirmed);
  }
  clock_.advance(1s);
  caller_.expect(nothing());
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
}

TEST_P(ReverseTest, ACrashInAReversalIsAnUnknownReversal) {
  partner({SettleWay::reverse});
  leave_unknown();
  clock_.advance(5s);
  caller_.expect_crash();
  run_into_crash();
  EXPECT_EQ(state(), RewardState::processing);
  clock_.advance(5s);
  caller_.expect(reversed());
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(reward().unknown_since, clock_.now());
  EXPECT_EQ(issues(), 1);
  clock_.advance(1s);
  caller_.expect(nothing());
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
}

TEST_P(ReverseTest, ItIsRepeatedUntilItsDeadlineAndThenTheNextWayComes) {
  partner({SettleWay::reverse, SettleWay::report});
  leave_unknown();
  const Timestamp until = clock_.now() + Duration(60s);
  int runs = 0;
  while (clock_.now() <= until && runs < 200) {
    caller_.expect(adapters::unknown("timed out"));
    const auto end = run();
    ++runs;
    if (is_done(end)) break;
    ASSERT_TRUE(is_again(end));
    clock_.advance(1s);
  }
  EXPECT_GT(runs, 3) << "more often than the retry policy's attempts";
  if (clock_.now() > until) {
    EXPECT_TRUE(is_done(run()));
  }
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_NE(reward().reason.find("waiting for its report"), std::string::npos);
  EXPECT_EQ(issues(), 1);
  EXPECT_EQ(reversals(), runs) << "none after the deadline";
}

TEST_P(ReverseTest, ALateReversalIsNotTried) {
  partner({SettleWay::reverse});
  leave_unknown();
  clock_.advance(61s);
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(reversals(), 0);
  EXPECT_EQ(state(), RewardState::unconfirmed);
}

TEST_P(ReverseTest, ARefusedReversalIsTheNextWaysTurn) {
  partner({SettleWay::reverse, SettleWay::find_issued});
  leave_unknown();
  caller_.expect(adapters::rejected("too_late", "redeemed already"));
  EXPECT_TRUE(is_again(run()));
  clock_.advance(1s);
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(caller_.calls.back().capability, "find_issued");
}

TEST_P(ReverseTest, IssuedCountsOnlyWhenNoReversalIsOnItsWay) {
  partner({SettleWay::reverse, SettleWay::find_issued});
  leave_unknown();
  clock_.advance(60s);
  caller_.expect(adapters::unknown("cut"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(reversals(), 1);
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(caller_.calls.back().capability, "find_issued");
  reconcile_with({line()}, clock_.now());
  EXPECT_EQ(state(), RewardState::unconfirmed);
  clock_.advance(1s);
  reconcile_with({line()}, clock_.now());
  EXPECT_EQ(state(), RewardState::issued);
}

TEST_P(ReverseTest, WaysComeInTheirDeclaredOrder) {
  partner({SettleWay::repeat_same_key, SettleWay::reverse});
  leave_unknown();
  caller_.expect(adapters::rejected("closed", "closed"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(caller_.calls.back().capability, "issue_voucher");
  caller_.expect(reversed());
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(reversals(), 1);
}

TEST_P(ReverseTest, AfterAnUnknownRepetitionReversedIsProofOnlyLater) {
  partner({SettleWay::repeat_same_key, SettleWay::reverse});
  leave_unknown();
  for (int i = 0; i < 3; ++i) {
    clock_.advance(1s);
    caller_.expect(adapters::unknown("timed out"));
    EXPECT_TRUE(is_again(run()));
  }
  caller_.expect(reversed());
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed) << "a repetition may arrive and issue";
  clock_.advance(1s);
  caller_.expect(nothing());
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
}

}  // namespace
}  // namespace patchbay::loyalty
