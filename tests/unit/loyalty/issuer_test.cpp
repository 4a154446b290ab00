#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

using test::organisation;
PATCHBAY_ON_BOTH_STORES(IssuerTest);

TEST_P(IssuerTest, IssuesWithTheRewardsOwnKeyAndSealsTheCode) {
  partner({SettleWay::find_issued});
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::issued);
  EXPECT_EQ(reward().partner_reference, "their-1");
  EXPECT_EQ(reward().issued_at, clock_.now());
  EXPECT_EQ(caller_.calls[0].idempotency_key, id_);
  EXPECT_EQ(caller_.calls[0].request.at("reference").as_string(), id_);
  EXPECT_EQ(caller_.calls[0].request.at("amount_minor").as_int64(), 2000);
  EXPECT_EQ(issued_events(), 1);
  EXPECT_EQ(wakes_, 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM events WHERE data LIKE '%SECRET%'"), 0);
  const auto sealed = *read([](store::Session& s) {
    return store::query_value<std::string>(s, "SELECT code_sealed FROM rewards");
  });
  EXPECT_EQ(test::keys().open(sealed, "rewards/org_a/" + id_ + "/code_sealed").value().reveal(),
            "SECRET-CODE");
  // The queue was not told: the job comes again and finds that all is done.
  EXPECT_TRUE(is_done(run(true)));
  EXPECT_EQ(issues(), 1);
  EXPECT_EQ(settled(), 0);
}

TEST_P(IssuerTest, ARejectionFailsAndIsDead) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::rejected("limit_reached", "no more today"));
  EXPECT_TRUE(is_dead(run()));
  EXPECT_EQ(state(), RewardState::failed);
  EXPECT_EQ(reward().reason, "limit_reached: no more today");
  // The job comes again, interrupted or not: failed stays failed.
  for (const bool interrupted : {true, false}) {
    const auto end = run(interrupted);
    ASSERT_TRUE(is_dead(end));
    EXPECT_EQ(std::get<jobs::Dead>(end).reason, "limit_reached: no more today");
  }
  EXPECT_EQ(issues(), 1);
  redrive();
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::issued);
}

TEST_P(IssuerTest, RetryableComesAgainUntilItIsUsedUp) {
  partner({SettleWay::find_issued});
  for (int i = 0; i < 3; ++i) caller_.expect(adapters::retryable("busy", Duration(5s)));
  const auto end = run();
  ASSERT_TRUE(is_again(end));
  EXPECT_GE(std::get<jobs::Again>(end).at, clock_.now() + Duration(5s));
  EXPECT_EQ(state(), RewardState::pending);
  EXPECT_TRUE(is_again(run()));
  EXPECT_TRUE(is_dead(run()));
  EXPECT_EQ(state(), RewardState::failed);
  EXPECT_EQ(settled(), 0);
}

TEST_P(IssuerTest, AMissingPartnerIsSaidSo) {
  const auto end = run();
  ASSERT_TRUE(is_dead(end));
  EXPECT_NE(std::get<jobs::Dead>(end).reason.find("no partner \"woolworths\""), std::string::npos);
  EXPECT_EQ(state(), RewardState::failed);
}

TEST_P(IssuerTest, AMissingLinkIsWaitedForAndSent) {
  partner({SettleWay::find_issued}, true);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(is_later(run())) << "waiting is no attempt";
    EXPECT_EQ(state(), RewardState::pending);
    EXPECT_EQ(reward().reason.substr(0, 17), "no account linked");
  }
  EXPECT_EQ(events_of_type("reward.delayed"), 1);
  const Link link{"ann", "woolworths", "ACC-9"};
  write([&](store::Session& s) {
    link_accounts(s, organisation, std::span(&link, 1), test::keys(), clock_.now());
  });
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(caller_.calls[0].request.at("account").as_string(), "ACC-9");
}

TEST_P(IssuerTest, AnUnknownJobIsDead) {
  id_ = "rwd_none";
  EXPECT_TRUE(is_dead(run()));
}

TEST_P(IssuerTest, UnknownIsFoundIssued) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(reward().unknown_since, clock_.now());
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(caller_.calls[1].capability, "find_issued");
  EXPECT_EQ(state(), RewardState::issued);
  EXPECT_EQ(reward().unknown_since, std::nullopt);
  EXPECT_EQ(issues(), 1);
  EXPECT_EQ(settled(), 1);
  EXPECT_EQ(issued_events(), 1);
}

TEST_P(IssuerTest, NotIssuedIsProofOnlyAfterSettleAfter) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  run();
  const Timestamp proof_from = clock_.now() + Duration(1s);
  caller_.expect(found("not_issued"));
  const auto end = run();
  ASSERT_TRUE(is_again(end));
  EXPECT_EQ(std::get<jobs::Again>(end).at, proof_from);
  EXPECT_EQ(issues(), 1);
  clock_.advance(1s);
  caller_.expect(found("not_issued"));
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(issues(), 2);
  EXPECT_EQ(caller_.calls.back().idempotency_key, id_);
  EXPECT_EQ(settled(), 1);
}

TEST_P(IssuerTest, WaitingForProofIsNeverABusyLoop) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  run();
  clock_.advance(std::chrono::microseconds(999'999));
  caller_.expect(found("not_issued"));
  const auto end = run();
  ASSERT_TRUE(is_again(end));
  EXPECT_EQ(std::get<jobs::Again>(end).at, clock_.now() + Duration(1s));
}

TEST_P(IssuerTest, NotYetIsNoProofHoweverLate) {
  partner({SettleWay::find_issued, SettleWay::report});
  caller_.expect(adapters::unknown("timed out"));
  run();
  clock_.advance(3600s);
  for (int i = 0; i < 2; ++i) {
    caller_.expect(found("not_yet"));
    EXPECT_TRUE(is_again(run()));
  }
  caller_.expect(found("not_yet"));
  EXPECT_TRUE(is_done(run()));  // used up: the next way is the report
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(issues(), 1);
}

TEST_P(IssuerTest, ARepetitionSettlesWithTheSameKey) {
  partner({SettleWay::repeat_same_key});
  caller_.expect(adapters::unknown("timed out"));
  run();
  caller_.expect(adapters::retryable("busy"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed) << "the first call is still unknown";
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  for (const auto& call : caller_.calls) EXPECT_EQ(call.idempotency_key, id_);
  EXPECT_EQ(settled(), 1);
}

TEST_P(IssuerTest, ARefusedOrUsedUpRepetitionIsNotAFailure) {
  partner({SettleWay::repeat_same_key});
  caller_.expect(adapters::unknown("timed out"));
  run();
  caller_.expect(adapters::rejected("closed", "account closed"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed);
}

TEST_P(IssuerTest, AnUnknownRepetitionMovesTheBeginningOfTheUnknown) {
  partner({SettleWay::repeat_same_key, SettleWay::find_issued});
  for (int i = 0; i < 4; ++i) caller_.expect(adapters::unknown("timed out"));
  for (int i = 0; i < 4; ++i) {
    clock_.advance(10s);
    EXPECT_TRUE(is_again(run()));
  }
  EXPECT_EQ(reward().unknown_since, clock_.now());
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run())) << "the last repetition may still be on its way";
  EXPECT_EQ(caller_.calls.back().capability, "find_issued");
  EXPECT_EQ(issues(), 4);
}

TEST_P(IssuerTest, ReportOnlyWaitsUnconfirmed) {
  partner({SettleWay::report});
  caller_.expect(adapters::unknown("cut"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_NE(reward().reason.find("report"), std::string::npos);
  EXPECT_TRUE(is_done(run())) << "redriven: there is still nothing to ask";
  EXPECT_EQ(issues(), 1);
}

TEST_P(IssuerTest, ACrashInTheCallIsUnknown) {
  partner({SettleWay::find_issued});
  caller_.expect_crash();
  run_into_crash();
  EXPECT_EQ(state(), RewardState::processing);
  clock_.advance(5s);
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run())) << "unknown since it was found out, not since the call began";
  EXPECT_EQ(reward().unknown_since, clock_.now());
  clock_.advance(1s);
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(issues(), 1);
}

TEST_P(IssuerTest, ACrashAfterProofNeedsNewProof) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  run();
  clock_.advance(2s);
  caller_.expect(found("not_issued"));
  caller_.expect_crash();
  run_into_crash();
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run())) << "the proof was for the first call only";
  EXPECT_EQ(issues(), 2);
  EXPECT_EQ(settled(), 1);
}

TEST_P(IssuerTest, OnlyTheCallThatMovesValueEndsWithTheLease) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  run();
  EXPECT_FALSE(caller_.calls[0].moves_value_until) << "outside of a worker there is no limit";
  clock_.advance(2s);
  const jobs::LeaseClock::Time end(5s);
  lease_clock_ = std::make_shared<jobs::LeaseClock>(end);
  caller_.expect(found("not_issued"));
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  ASSERT_TRUE(caller_.calls[2].moves_value_until);
  EXPECT_EQ(caller_.calls[2].moves_value_until(), end);
  lease_clock_->set(end + 1s);
  EXPECT_EQ(caller_.calls[2].moves_value_until(), end + 1s) << "renewals count";
}

TEST_P(IssuerTest, ARunThatLostItsLeaseChangesNothing) {
  partner({SettleWay::find_issued});
  caller_.answers.push_back([this](const adapters::Call&) {
    // Meanwhile another worker claims the job under a newer lease and finds the reward in process.
    write([](store::Session& s) {
      store::execute(s, "UPDATE rewards SET lease = 99, state = 'unconfirmed', unknown_since = 1");
    });
    return adapters::rejected("no", "no");
  });
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed);
}

}  // namespace
}  // namespace patchbay::loyalty
