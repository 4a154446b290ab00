#include <thread>

#include "hub/loyalty/doubt.h"
#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class ActionsTest : public IssuerTest {
 protected:
  RewardAction action() const { return {test::organisation, id_, "api:admin"}; }
  Result<Reward> cancel(const std::string& reason = "moved away") {
    return write(
        [&](store::Session& s) { return cancel_reward(s, action(), reason, clock_, random_); });
  }
  Result<Reward> redeem() {
    return write([&](store::Session& s) { return redeem_reward(s, action(), clock_, random_); });
  }
  Result<Reward> choose(const std::string& partner) {
    return write(
        [&](store::Session& s) { return choose_partner(s, action(), partner, clock_, random_); });
  }
  std::int64_t expire() {
    return write([&](store::Session& s) { return expire_due(s, 100, clock_, random_); });
  }
  void issue(const char* expires_at = "1970-01-02T00:00:00Z") {
    partner({SettleWay::find_issued});
    caller_.expect(adapters::succeeded(
        {{"partner_reference", "their-1"}, {"code", "X"}, {"expires_at", expires_at}}));
    EXPECT_TRUE(is_done(run()));
  }
  /// A second reward whose partner the customer chooses.
  void award_choice() {
    auto declared = policy::test::small_programme();
    declared.push_back(policy::test::declare(
        "milestone", R"({"id": "year_1", "points": 700, "reward": "grocery_voucher",
                         "amount": {"currency": "USD", "minor": 20000}, "choice": true,
                         "partners": ["woolworths", "coles"]})",
        9));
    const auto policies = test::book_of(declared);
    const std::vector<Order> orders{test::order("2", "ann", 20000)};
    write([&](store::Session& s) {
      post_orders(s, test::organisation, *policies, orders, clock_, random_);
    });
    const RewardFilter choices{"ann", "awaiting_choice", ""};
    id_ = read(
        [&](store::Session& s) { return list_rewards(s, test::organisation, choices)->at(0).id; });
  }
  void set_state(const std::string& state) {
    write([&](store::Session& s) {
      store::execute(s, "UPDATE rewards SET state = :state", {{"state", state}});
    });
  }
  std::int64_t jobs_of_reward() {
    return number("SELECT COUNT(*) FROM jobs WHERE job_key = '" + id_ + "'");
  }
  /// `act` on both threads at once; how often it succeeded.
  int in_parallel(const std::function<Result<Reward>()>& act) {
    std::atomic<int> succeeded = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { succeeded += act() ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    return succeeded;
  }
};
PATCHBAY_ON_BOTH_STORES(ActionsTest);

TEST_P(ActionsTest, AWishThatComesDuringARunStopsItsNextIssue) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  EXPECT_TRUE(is_again(run()));
  clock_.advance(1s);
  expect_meanwhile([this] { EXPECT_TRUE(cancel()); }, found("not_issued"));
  EXPECT_TRUE(is_again(run())) << "overtaken by the wish";
  EXPECT_EQ(issues(), 1);
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::cancelled);
}

TEST_P(ActionsTest, AWishIsNotAcceptedForWhatIsIssuedMeanwhile) {
  if (!read([](store::Session& s) { return s.is_postgresql(); }))
    GTEST_SKIP() << "SQLite has one writer at a time";
  set_state("processing");
  std::thread person;
  std::optional<ErrorKind> refused;
  write([&](store::Session& s) {
    store::execute(s, "UPDATE rewards SET state = 'issued'");
    person = std::thread([&] {
      const auto cancelled = cancel();
      if (!cancelled) refused = cancelled.error().kind;
    });
    // Until the wish waits for this transaction's row.
    const char* waiting =
        "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"
        " AND transactionid = CAST(pg_current_xact_id() AS xid)";
    for (int i = 0; i < 100'000; ++i)
      if (*store::query_value<std::int64_t>(s, waiting) > 0) break;
  });
  person.join();
  EXPECT_EQ(refused, ErrorKind::conflict);
}

TEST_P(ActionsTest, AChoiceRewardWaitsAndGoesToThePartnerThatWasChosen) {
  award_choice();
  EXPECT_EQ(jobs_of_reward(), 0);
  EXPECT_EQ(reward().partner, "");
  EXPECT_EQ(choose("agl").error().kind, ErrorKind::invalid);
  const auto chosen = choose("coles");
  ASSERT_TRUE(chosen) << chosen.error().message;
  EXPECT_EQ(chosen->state, RewardState::pending);
  EXPECT_EQ(chosen->partner, "coles");
  EXPECT_EQ(chosen->eligible_partners, std::vector<std::string>{"coles"});
  EXPECT_EQ(jobs_of_reward(), 1);
  EXPECT_EQ(choose("woolworths").error().kind, ErrorKind::conflict);
  partner({SettleWay::find_issued}, false, "coles");
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
}

TEST_P(ActionsTest, OneOfManyChoicesAtOnceCounts) {
  award_choice();
  EXPECT_EQ(in_parallel([&] { return choose("coles"); }), 1);
  EXPECT_EQ(jobs_of_reward(), 1);
}

TEST_P(ActionsTest, AChoiceMadeAfterARestoreAsksTheOthersBeforeItIssues) {
  partner({SettleWay::find_issued});
  partner({SettleWay::find_issued}, false, "coles");
  award_choice();
  write([](store::Session& s) { doubt_open_rewards(s, "restored"); });
  EXPECT_EQ(state(), RewardState::awaiting_choice);
  clock_.advance(1s);
  ASSERT_TRUE(choose("woolworths"));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(reward().partner, "coles") << "it may have been chosen before";
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(reward().partner, "woolworths");
  caller_.expect(found("not_issued"));
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(reward().partner, "woolworths");
  EXPECT_EQ(issues(), 1);
}

TEST_P(ActionsTest, OneOfManyRedemptionsAtOnceCounts) {
  issue();
  EXPECT_EQ(in_parallel([&] { return redeem(); }), 1);
  EXPECT_EQ(state(), RewardState::redeemed);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reward_redemptions"), 1);
  EXPECT_EQ(redeem().error().kind, ErrorKind::conflict);
  EXPECT_TRUE(is_done(run())) << "a job that comes again finds nothing to do";
}

TEST_P(ActionsTest, ParallelOrdersGiveOneRewardAMilestone) {
  std::atomic<int> number_of_order = 10;
  const auto post = [&]() -> Result<Reward> {
    const std::vector<Order> orders{test::order(std::to_string(number_of_order++), "bob", 60000)};
    write([&](store::Session& s) {
      post_orders(s, test::organisation, test::programme(), orders, clock_, random_);
    });
    return Reward{};
  };
  EXPECT_EQ(in_parallel(post), 4);
  EXPECT_EQ(number("SELECT COUNT(*) FROM rewards WHERE customer_id = 'bob' AND"
                   " milestone_id = 'points_500'"),
            1);
}

TEST_P(ActionsTest, WhatIsNotIssuedCannotBeRedeemed) {
  EXPECT_EQ(redeem().error().kind, ErrorKind::conflict);
  id_ = "rwd_none";
  EXPECT_EQ(redeem().error().kind, ErrorKind::not_found);
  EXPECT_EQ(cancel().error().kind, ErrorKind::not_found);
  EXPECT_EQ(choose("coles").error().kind, ErrorKind::not_found);
}

TEST_P(ActionsTest, WhereThePartnerNamesNoEndTheRulesDo) {
  write([](store::Session& s) { store::execute(s, "UPDATE rewards SET valid_days = 365"); });
  const Timestamp end = clock_.now() + std::chrono::days(365);
  issue("");
  EXPECT_EQ(reward().expires_at, end);
  clock_.advance(std::chrono::days(365));
  EXPECT_EQ(expire(), 1);
}

TEST_P(ActionsTest, TheEndThatThePartnerNamesGoesBeforeThatOfTheRules) {
  write([](store::Session& s) { store::execute(s, "UPDATE rewards SET valid_days = 365"); });
  issue("1970-01-01T01:00:00Z");
  EXPECT_EQ(reward().expires_at, Timestamp{3'600'000'000});
}

TEST_P(ActionsTest, WithoutAnEndOfPartnerAndRulesThereIsNone) {
  issue("");
  EXPECT_EQ(reward().expires_at, std::nullopt);
}

TEST_P(ActionsTest, IssuedRewardsExpireWhenTheirTimeHasCome) {
  issue("1970-01-01T01:00:00Z");
  EXPECT_EQ(reward().expires_at, Timestamp{3'600'000'000});
  EXPECT_EQ(expire(), 0);
  clock_.advance(1h);
  EXPECT_EQ(redeem().error().kind, ErrorKind::conflict) << "over, though nobody wrote it yet";
  EXPECT_EQ(expire(), 1);
  EXPECT_EQ(state(), RewardState::expired);
  EXPECT_EQ(expire(), 0);
  EXPECT_EQ(redeem().error().kind, ErrorKind::conflict);
  EXPECT_EQ(reconcile_with({line()}, clock_.now()).matched, 1) << "it was issued all the same";
}

TEST_P(ActionsTest, TheExpirerExpiresAll) {
  issue("1970-01-01T01:00:00Z");
  clock_.advance(1h);
  const auto handler = make_expirer(store(), clock_, random_);
  EXPECT_TRUE(is_done(run_on(loops_->at(0), handler(jobs::Job{}))));
  EXPECT_EQ(state(), RewardState::expired);
}

TEST_P(ActionsTest, APendingRewardIsCancelledAtOnce) {
  EXPECT_EQ(cancel()->state, RewardState::cancelled);
  EXPECT_EQ(reward().reason, "moved away");
  partner({SettleWay::find_issued});
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(issues(), 0);
  EXPECT_EQ(cancel().error().kind, ErrorKind::conflict);
}

TEST_P(ActionsTest, AnUnconfirmedRewardIsCancelledOnlyOnProof) {
  partner({SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  run();
  const auto wished = cancel();
  ASSERT_TRUE(wished);
  EXPECT_EQ(wished->state, RewardState::unconfirmed);
  EXPECT_EQ(wished->cancel_reason, "moved away");
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  clock_.advance(1s);
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::cancelled);
  EXPECT_EQ(issues(), 1);
}

TEST_P(ActionsTest, AWithdrawnRewardThatWasIssuedIsIssued) {
  partner({SettleWay::repeat_same_key, SettleWay::find_issued});
  caller_.expect(adapters::unknown("timed out"));
  run();
  ASSERT_TRUE(cancel());
  caller_.expect(found("issued"));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(issues(), 1) << "it is not repeated any more";
  EXPECT_EQ(state(), RewardState::issued);
}

TEST_P(ActionsTest, AWishDuringTheCallCountsWhenNothingCameOfIt) {
  partner({SettleWay::find_issued});
  caller_.answers.push_back([this](const adapters::Call&) {
    EXPECT_EQ(cancel()->state, RewardState::processing);
    return adapters::retryable("busy");
  });
  EXPECT_TRUE(is_again(run()));
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(state(), RewardState::cancelled);
  EXPECT_EQ(issues(), 1);
}

TEST_P(ActionsTest, AReportsProofCancelsWhatWasWithdrawn) {
  partner({SettleWay::report});
  caller_.expect(adapters::unknown("cut"));
  run();
  ASSERT_TRUE(cancel());
  EXPECT_EQ(reconcile_with({}, clock_.now() + Duration(1s)).missing_there, 1);
  EXPECT_EQ(state(), RewardState::cancelled);
}

}  // namespace
}  // namespace patchbay::loyalty
