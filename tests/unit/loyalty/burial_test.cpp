#include "hub/loyalty/burial.h"

#include "tests/unit/loyalty/issuer_support.h"

namespace patchbay::loyalty {
namespace {

class BurialTest : public IssuerTest {
 protected:
  /// The job of the reward was buried under this lease.
  void bury(std::int64_t lease) {
    jobs::Job job;
    job.organisation = test::organisation;
    job.kind = burial_kind;
    job.payload = R"({"key":")" + id_ + R"(","lease":)" + std::to_string(lease) +
                  R"(,"reason":"the script threw"})";
    const auto handler = make_burial(store(), clock_, random_);
    EXPECT_TRUE(is_done(run_on(loops_->at(0), handler(job))));
  }
  std::int64_t alerts_with(const std::string& words) {
    return number("SELECT COUNT(*) FROM events WHERE type = 'alert.raised' AND data LIKE '%" +
                  words + "%'");
  }
  void set_state(const std::string& state) {
    write([&](store::Session& s) {
      store::execute(s, "UPDATE rewards SET state = :state", {{"state", state}});
    });
  }
};
PATCHBAY_ON_BOTH_STORES(BurialTest);

TEST_P(BurialTest, APendingRewardStaysPendingAndAPersonIsTold) {
  bury(1);
  EXPECT_EQ(state(), RewardState::pending);
  EXPECT_EQ(reward().reason, "its job was given up: the script threw");
  EXPECT_EQ(alerts_with("is not being issued"), 1);
  bury(1);
  EXPECT_EQ(events_of_type("alert.raised"), 1) << "told once";
  bury(2);
  EXPECT_EQ(events_of_type("alert.raised"), 2) << "redriven and buried again";
}

TEST_P(BurialTest, ARewardWhoseCallHadBegunIsUnconfirmed) {
  set_state("processing");
  bury(1);
  EXPECT_EQ(state(), RewardState::unconfirmed);
  EXPECT_TRUE(reward().unknown_since);
  EXPECT_EQ(alerts_with("is not known"), 1);
}

TEST_P(BurialTest, OneAtItsEndIsLeftAlone) {
  set_state("issued");
  bury(1);
  EXPECT_EQ(state(), RewardState::issued);
  EXPECT_EQ(events_of_type("alert.raised"), 0);
}

TEST_P(BurialTest, OneThatAnotherRunMovedSinceIsLeftAlone) {
  write([](store::Session& s) { store::execute(s, "UPDATE rewards SET lease = 5"); });
  bury(4);
  EXPECT_EQ(reward().reason, "");
  EXPECT_EQ(events_of_type("alert.raised"), 0);
}

}  // namespace
}  // namespace patchbay::loyalty
