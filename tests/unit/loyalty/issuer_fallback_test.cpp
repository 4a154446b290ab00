#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class FallbackTest : public IssuerTest {
 protected:
  void two_partners() {
    partner({SettleWay::find_issued});
    partner({SettleWay::find_issued}, false, "coles");
  }
  std::string delayed_event() {
    return read([](store::Session& s) {
             return store::query_value<std::string>(
                 s, "SELECT data FROM events WHERE type = 'reward.delayed'");
           })
        .value_or("");
  }
  static std::string partner_of(const jobs::End& end) {
    const auto* again = std::get_if<jobs::Again>(&end);
    return again ? again->partner : "";
  }
  const std::string& asked() const { return caller_.calls.back().partner->id; }
};
PATCHBAY_ON_BOTH_STORES(FallbackTest);

TEST_P(FallbackTest, ADownPartnersRewardGoesToTheNextWithTheSameKey) {
  two_partners();
  down_["woolworths"] = clock_.now() + Duration(30s);
  const auto end = run();
  EXPECT_EQ(partner_of(end), "coles");
  EXPECT_EQ(reward().partner, "coles");
  EXPECT_EQ(reward().eligible_partners, (std::vector<std::string>{"woolworths", "coles"}));
  EXPECT_EQ(reward().delayed_since, clock_.now());
  EXPECT_EQ(message_for_customer(reward()).substr(0, 22), "Your reward is delayed");
  EXPECT_EQ(state(), RewardState::pending);
  EXPECT_EQ(issues(), 0);
  EXPECT_EQ(delayed_event(), R"({"reward":")" + id_ +
                                 R"(","customer":"ann","partner":"coles",)"
                                 R"("previous_partner":"woolworths",)"
                                 R"("reason":"woolworths is down; coles is to issue it"})");
  EXPECT_EQ(wakes_, 1);
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
  EXPECT_EQ(asked(), "coles");
  EXPECT_EQ(caller_.calls[0].idempotency_key, id_);
  EXPECT_EQ(reward().delayed_since, std::nullopt);
}

TEST_P(FallbackTest, NothingIsHandedOverWhileAnOutcomeIsUnknown) {
  two_partners();
  caller_.expect(adapters::unknown("timed out"));
  EXPECT_TRUE(is_again(run()));
  down_["woolworths"] = clock_.now() + Duration(3600s);
  for (int i = 0; i < 2; ++i) {
    caller_.expect(adapters::held_back("its breaker is open", Duration(30s)));
    EXPECT_TRUE(is_later(run()));
    EXPECT_EQ(reward().partner, "woolworths");
    EXPECT_EQ(asked(), "woolworths");
  }
  clock_.advance(2s);
  caller_.expect(found("not_issued"));
  EXPECT_EQ(partner_of(run()), "coles") << "proven: now another may issue";
  EXPECT_EQ(issues(), 1);
}

TEST_P(FallbackTest, ACrashInTheCallIsNoReasonToHandOver) {
  two_partners();
  caller_.expect_crash();
  run_into_crash();
  down_["woolworths"] = clock_.now() + Duration(3600s);
  caller_.expect(adapters::held_back("its breaker is open", Duration(30s)));
  EXPECT_TRUE(is_later(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_EQ(reward().partner, "woolworths");
}

TEST_P(FallbackTest, UsedUpTriesGoToTheNextAndThenFail) {
  two_partners();
  for (int i = 0; i < 3; ++i) caller_.expect(adapters::retryable("busy"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(partner_of(run()), "coles");
  EXPECT_NE(delayed_event().find("gave up after 3 attempts: busy"), std::string::npos);
  for (int i = 0; i < 3; ++i) caller_.expect(adapters::retryable("closed"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_TRUE(is_again(run()));
  const auto end = run();
  ASSERT_TRUE(is_dead(end));
  EXPECT_EQ(std::get<jobs::Dead>(end).reason, "gave up after 3 attempts: closed");
  EXPECT_EQ(issues(), 6);
  EXPECT_EQ(events_of_type("reward.failed"), 1);
  EXPECT_EQ(events_of_type("alert.raised"), 1);
  EXPECT_EQ(number("SELECT COUNT(*) FROM events WHERE type = 'alert.raised' AND"
                   " data LIKE '%ann%'"),
            0)
      << "alerts name no customer";
  redrive();
  EXPECT_EQ(reward().partner, "woolworths") << "from the first again";
  caller_.expect(adapters::rejected("no", "no"));
  EXPECT_TRUE(is_dead(run()));
  EXPECT_EQ(events_of_type("reward.failed"), 2) << "each failure is told";
}

TEST_P(FallbackTest, NoPartnerIsTriedLongerThanThePolicysSpan) {
  two_partners();
  retry_.attempts_max = 100;
  retry_.span_max = 10s;
  caller_.expect(adapters::retryable("busy"));
  EXPECT_TRUE(is_again(run()));
  clock_.advance(9s);
  caller_.expect(adapters::retryable("still busy", Duration(2s)));
  EXPECT_EQ(partner_of(run()), "coles") << "11 s after the first failure is too late";
  clock_.advance(60s);
  caller_.expect(adapters::retryable("closed"));
  EXPECT_TRUE(is_again(run())) << "the second partner has a span of its own";
}

TEST_P(FallbackTest, ProvenAgainAndAgainIsUsedUpToo) {
  partner({SettleWay::find_issued});
  for (int i = 0; i < 3; ++i) {
    caller_.expect(adapters::unknown("timed out"));
    EXPECT_TRUE(is_again(run()));
    clock_.advance(2s);
    caller_.expect(found("not_issued"));
  }
  EXPECT_TRUE(is_dead(run()));
  EXPECT_EQ(issues(), 3);
  EXPECT_EQ(state(), RewardState::failed);
}

TEST_P(FallbackTest, AllDownWaitsDelayedAtTheFirst) {
  two_partners();
  down_["woolworths"] = clock_.now() + Duration(60s);
  EXPECT_EQ(partner_of(run()), "coles");
  down_["coles"] = clock_.now() + Duration(30s);
  const auto back = run();
  ASSERT_TRUE(is_again(back));
  EXPECT_EQ(partner_of(back), "woolworths");
  EXPECT_EQ(std::get<jobs::Again>(back).at, clock_.now() + Duration(30s));
  const auto waiting = run();
  ASSERT_TRUE(is_later(waiting));
  EXPECT_EQ(std::get<jobs::Later>(waiting).at, clock_.now() + Duration(30s));
  EXPECT_TRUE(reward().delayed_since);
  EXPECT_EQ(issues(), 0);
  clock_.advance(30s);
  EXPECT_EQ(partner_of(run()), "coles") << "the one that may be tried first";
}

TEST_P(FallbackTest, TheOnlyPartnerBeingDownIsToldOnce) {
  write([](store::Session& s) {
    store::execute(s, "UPDATE rewards SET eligible_partners = 'woolworths'");
  });
  partner({SettleWay::find_issued});
  down_["woolworths"] = clock_.now() + Duration(30s);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(is_later(run()));
  EXPECT_EQ(events_of_type("reward.delayed"), 1);
  EXPECT_EQ(wakes_, 1);
  down_.clear();
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
}

TEST_P(FallbackTest, AStoppedPartnersWorkStaysPending) {
  two_partners();
  stopped_.insert("woolworths");
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(is_later(run()));
  EXPECT_EQ(state(), RewardState::pending);
  EXPECT_EQ(reward().partner, "woolworths");
  EXPECT_EQ(reward().delayed_since, std::nullopt);
  EXPECT_EQ(issues(), 0);
  stopped_.clear();
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
}

TEST_P(FallbackTest, AStoppedPartnerGetsNothingAfterProofEither) {
  two_partners();
  caller_.expect(adapters::unknown("timed out"));
  run();
  stopped_.insert("woolworths");
  clock_.advance(2s);
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_later(run()));
  EXPECT_EQ(state(), RewardState::pending);
  EXPECT_EQ(issues(), 1);
}

TEST_P(FallbackTest, TriesAddUpHoweverOftenItIsHandedOver) {
  two_partners();
  int hand_overs = 0;
  for (int calls = 0; calls < 20; ++calls) {
    const std::string here = reward().partner;
    caller_.expect(adapters::retryable("busy"));
    const auto end = run();
    if (is_dead(end) || state() == RewardState::failed) break;
    if (reward().partner != here) continue;
    down_ = {{here, clock_.now() + Duration(30s)}};
    const bool is_handed_over = partner_of(run()) != "";
    hand_overs += is_handed_over ? 1 : 0;
    if (!is_handed_over) down_.clear();  // nobody else is left: it waits until `here` is back
  }
  EXPECT_GE(hand_overs, 2);
  EXPECT_EQ(issues(), 6) << "three tries at each";
  EXPECT_EQ(state(), RewardState::failed);
  EXPECT_EQ(events_of_type("alert.raised"), 1);
}

TEST_P(FallbackTest, StoppingTheOtherPartnerFailsNothing) {
  two_partners();
  stopped_.insert("coles");
  for (int i = 0; i < 3; ++i) caller_.expect(adapters::retryable("busy"));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(is_again(run()));
  EXPECT_TRUE(is_later(run()));
  EXPECT_EQ(state(), RewardState::pending);
  stopped_.clear();
  EXPECT_EQ(partner_of(run()), "coles");
}

TEST_P(FallbackTest, HeldBackIsNoTry) {
  partner({SettleWay::find_issued});
  for (int i = 0; i < 10; ++i) {
    caller_.expect(adapters::held_back("at its rate limit", Duration(2s)));
    const auto end = run();
    ASSERT_TRUE(is_later(end));
    EXPECT_EQ(std::get<jobs::Later>(end).at, clock_.now() + Duration(2s));
    EXPECT_EQ(state(), RewardState::pending);
  }
  caller_.expect(voucher());
  EXPECT_TRUE(is_done(run()));
}

TEST_P(FallbackTest, HeldBackByItsBreakerIsHandedOverAtOnce) {
  two_partners();
  caller_.answers.push_back([this](const adapters::Call&) {
    down_["woolworths"] = clock_.now() + Duration(30s);
    return adapters::held_back("its breaker is open", Duration(30s));
  });
  EXPECT_EQ(partner_of(run()), "coles");
}

TEST_P(FallbackTest, AMissingLinkGoesToTheNext) {
  partner({SettleWay::find_issued}, true);
  partner({SettleWay::find_issued}, false, "coles");
  EXPECT_EQ(partner_of(run()), "coles");
  EXPECT_NE(delayed_event().find("no account linked"), std::string::npos);
}

TEST_P(FallbackTest, TheHistoryTellsAllMoves) {
  two_partners();
  down_["woolworths"] = clock_.now() + Duration(30s);
  run();
  caller_.expect(voucher());
  run();
  const auto steps =
      read([&](store::Session& s) { return reward_history(s, test::organisation, id_); });
  std::string told;
  for (const auto& step : steps)
    told += std::string(name_of(step.from)) + ">" + name_of(step.to) + "@" + step.partner + "#" +
            std::to_string(step.lease) + " ";
  EXPECT_EQ(told, "pending>pending@coles#1 pending>processing@coles#2 processing>issued@coles#2 ");
  EXPECT_EQ(steps[0].actor, "hub");
  EXPECT_EQ(steps[0].at, clock_.now());
}

}  // namespace
}  // namespace patchbay::loyalty
