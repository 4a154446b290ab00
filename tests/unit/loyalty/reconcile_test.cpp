#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class ReconcileTest : public IssuerTest {
 protected:
  void issue() {
    partner({SettleWay::report});
    caller_.expect(voucher());
    run();
  }
  void leave_unknown() {
    partner({SettleWay::report});
    caller_.expect(adapters::unknown("cut"));
    run();
    end_job();
  }
  /// The queue's side of it: the job that the order made is at its end.
  void end_job() {
    write([](store::Session& s) {
      const auto jobs = jobs::claim_kind(s, "reward.issue", 1, "w", 60s);
      const jobs::Finished finished{jobs.at(0).id, jobs.at(0).lease, jobs::Done{}};
      jobs::finish(s, std::span(&finished, 1));
    });
  }
  std::int64_t ready() {
    return read([](store::Session& s) { return jobs::count(s).ready; });
  }
  void expect(const ReconcileCounts& counts, std::int64_t matched, std::int64_t here,
              std::int64_t there, std::int64_t different) {
    EXPECT_EQ(counts.matched, matched);
    EXPECT_EQ(counts.missing_here, here);
    EXPECT_EQ(counts.missing_there, there);
    EXPECT_EQ(counts.different, different);
    const auto stored =
        read([](store::Session& s) { return reconcile_counts(s, test::organisation); });
    EXPECT_EQ(stored.matched, matched);
    EXPECT_EQ(stored.missing_there, there);
  }
  Timestamp later(Duration d = Duration(1s)) { return clock_.now() + d; }
};
PATCHBAY_ON_BOTH_STORES(ReconcileTest);

TEST_P(ReconcileTest, MatchesAndListsWhatDiffers) {
  issue();
  expect(reconcile_with({line()}, later()), 1, 0, 0, 0);
  expect(reconcile_with({line(1999)}, later()), 0, 0, 0, 1);
  expect(reconcile_with({line(), line()}, later()), 0, 0, 0, 1);
  expect(reconcile_with({line(), {"rwd_other", 5, "USD", "x"}}, later()), 1, 1, 0, 0);
  expect(reconcile_with({}, later()), 0, 0, 1, 0);
}

TEST_P(ReconcileTest, AReportThatCannotTellSaysNothing) {
  issue();
  expect(reconcile_with({}, clock_.now()), 0, 0, 0, 0);
  expect(reconcile_with({}, later(), false), 0, 0, 0, 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reconciliation_lines WHERE result = 'open'"), 1);
}

TEST_P(ReconcileTest, ALineOfAPendingRewardIsMissingHere) {
  expect(reconcile_with({line()}, later()), 0, 1, 0, 0);
  EXPECT_EQ(state(), RewardState::pending);
}

TEST_P(ReconcileTest, AnUnknownThatIsFoundIsIssued) {
  leave_unknown();
  expect(reconcile_with({line()}, later(Duration(0))), 1, 0, 0, 0);
  EXPECT_EQ(state(), RewardState::issued);
  EXPECT_EQ(reward().partner_reference, "their-1");
  EXPECT_EQ(settled(), 1);
  EXPECT_EQ(issued_events(), 1);
  expect(reconcile_with({line()}, later()), 1, 0, 0, 0);
  EXPECT_EQ(issued_events(), 1);
  EXPECT_EQ(issues(), 1);
}

TEST_P(ReconcileTest, AnUnknownThatIsMissingIsIssuedAgainOnlyOnProof) {
  leave_unknown();
  reconcile_with({}, later() - Duration(1));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  reconcile_with({}, later(), false);
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(ready(), 0);

  expect(reconcile_with({}, later()), 0, 0, 1, 0);
  EXPECT_EQ(state(), RewardState::pending);
  EXPECT_EQ(ready(), 1);
  EXPECT_EQ(settled(), 1);
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(caller_.calls.back().idempotency_key, id_);
  expect(reconcile_with({line()}, later()), 1, 0, 0, 0);
}

TEST_P(ReconcileTest, ProofForAnOlderUnknownDoesNotCount) {
  leave_unknown();
  Move move;
  move.organisation = test::organisation;
  move.reward = id_;
  move.from = RewardState::unconfirmed;
  move.to = RewardState::pending;
  move.lease = runs_;
  move.proves_since = clock_.now() - Duration(1);
  const auto apply = [&] {
    return write([&](store::Session& s) {
             return apply_moves(s, std::span(&move, 1), clock_, random_);
           })
        .at(0);
  };
  EXPECT_EQ(apply(), Moved::no);
  EXPECT_EQ(state(), RewardState::unconfirmed);
  move.proves_since = clock_.now();
  EXPECT_EQ(apply(), Moved::yes);
}

TEST_P(ReconcileTest, ACallWhoseJobIsBuriedIsUnknownAndSettledByReports) {
  partner({SettleWay::report});
  caller_.expect_crash();
  run_into_crash();
  clock_.advance(60s);
  reconcile_with({}, later());
  EXPECT_EQ(state(), RewardState::processing) << "its job is open: somebody may be in the call";

  end_job();
  reconcile_with({}, clock_.now());
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(reward().unknown_since, clock_.now());
  EXPECT_EQ(ready(), 0) << "that report is no proof";
  EXPECT_EQ(events_of_type("alert.raised"), 1);
  clock_.advance(1s);
  reconcile_with({}, clock_.now());
  EXPECT_EQ(state(), RewardState::pending);
  EXPECT_EQ(ready(), 1);
}

TEST_P(ReconcileTest, ACallInProgressIsCompletedByItsAnswer) {
  partner({SettleWay::find_issued});
  caller_.answers.push_back([this](const adapters::Call&) {
    reconcile_with({line()}, later());
    EXPECT_EQ(state(), RewardState::processing) << "it may be a reversal that is going on";
    return voucher();
  });
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::issued);
  EXPECT_EQ(number("SELECT COUNT(*) FROM rewards WHERE code_sealed IS NOT NULL"), 1);
  EXPECT_EQ(issued_events(), 1);
  EXPECT_EQ(settled(), 0);
}

}  // namespace
}  // namespace patchbay::loyalty
