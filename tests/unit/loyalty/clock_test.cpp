// Hubs whose clocks differ share one store: proof is compared by the store's clock.

#include "hub/jobs/store_clock.h"
#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class ClockTest : public IssuerTest {
 protected:
  /// An unknown by one hub, "not issued" at once by another: no proof, however their clocks go.
  void expect_no_proof(Duration first, Duration second) {
    partner({SettleWay::find_issued});
    hub_clock_.ahead = first;
    caller_.expect(adapters::unknown("timed out"));
    EXPECT_TRUE(is_again(run()));
    EXPECT_EQ(reward().unknown_since, clock_.now());
    hub_clock_.ahead = second;
    caller_.expect(found("not_issued"));
    EXPECT_TRUE(is_again(run()));
    EXPECT_EQ(state(), RewardState::unconfirmed);
    clock_.advance(1s);
    caller_.expect(found("not_issued"));
    caller_.expect(voucher());
    EXPECT_TRUE(is_done(run()));
  }
};
PATCHBAY_ON_BOTH_STORES(ClockTest);

TEST_P(ClockTest, AHubThatIsBehindDoesNotPredateAnUnknown) { expect_no_proof(-3600s, 0s); }

TEST_P(ClockTest, AHubThatIsAheadDoesNotAskInTheFuture) { expect_no_proof(0s, 3600s); }

TEST_P(ClockTest, ACrashIsFoundByTheStoresClock) {
  partner({SettleWay::find_issued});
  caller_.expect_crash();
  run_into_crash();
  hub_clock_.ahead = -3600s;
  caller_.expect(found("not_issued"));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(reward().unknown_since, clock_.now());
}

TEST_P(ClockTest, AReversalIsAskedByTheStoresClock) {
  partner({SettleWay::reverse});
  caller_.expect(adapters::unknown("timed out"));
  EXPECT_TRUE(is_again(run()));
  hub_clock_.ahead = 30s;
  caller_.expect(adapters::succeeded({{"state", "nothing_to_reverse"}}));
  EXPECT_TRUE(is_again(run()));
  EXPECT_EQ(state(), RewardState::unconfirmed);
}

TEST_P(ClockTest, TheStoresOwnClockIsNearTheMachines) {
  jobs::set_machine_clock(system_clock());
  const Timestamp before = system_clock().now();
  const Timestamp theirs = read([](store::Session& s) { return jobs::store_now(s); });
  EXPECT_LT(std::chrono::abs(theirs - before), Duration(60s)) << "same machine, same unit";
}

}  // namespace
}  // namespace patchbay::loyalty
