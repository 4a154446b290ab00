// Several hubs on one PostgreSQL: one is killed, one is frozen past its leases and comes back.

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "tests/crash/fleet.h"

namespace patchbay::test {
namespace {

const std::string untold = "SELECT COUNT(*) FROM events WHERE fanned_out = 0";

void expect_nothing(const Violations& broken) {
  for (const auto& sentence : broken) ADD_FAILURE() << sentence;
}

TEST(TwoHubs, one_killed_and_one_frozen_past_its_lease_double_nothing) {
  if (!has_postgresql()) GTEST_SKIP() << "no PostgreSQL: run by ./dev test";
  Stage stage(Database::postgresql, 7);
  ASSERT_EQ(stage.run_to("sync.orders.committed"), Ending::killed) << stage.last_words();
  {
    // Half of the answers come seconds after the value moved: there is time to be killed in.
    Fleet fleet(stage,
                {"--timeout-after-commit", "50", "--late-ms", "2500", "--cut-after-commit", "10"});
    fleet.hold_work();
    const auto frozen = fleet.start_hub().process;
    const auto killed = fleet.start_hub().process;
    fleet.resume_work();
    ASSERT_TRUE(wait_until([&] {
      return fleet.lease_holders().size() == 2 && fleet.count(in_calls) >= 6;
    })) << frozen->standard_error()
        << killed->standard_error();
    frozen->signal(SIGSTOP);
    killed->signal(SIGKILL);
    const auto gone = fleet.lease_holders();

    const auto last = fleet.start_hub().process;
    EXPECT_TRUE(wait_until([&] {
      const auto holders = fleet.lease_holders();
      return std::none_of(gone.begin(), gone.end(),
                          [&](const auto& worker) { return holders.contains(worker); });
    })) << "the leases of hubs that are gone did not run out: "
        << last->standard_error();
    frozen->signal(SIGCONT);
    EXPECT_TRUE(fleet.wait_for_zero(open_work)) << last->standard_error();
    EXPECT_TRUE(fleet.wait_for_zero(untold));
    EXPECT_TRUE(fleet.wait_for_zero(open_work));
    frozen->signal(SIGTERM);
    last->signal(SIGTERM);
    EXPECT_EQ(frozen->wait(), 0) << frozen->standard_error();
    EXPECT_EQ(last->wait(), 0) << last->standard_error();
    EXPECT_EQ(killed->wait(), 128 + SIGKILL);
  }
  expect_nothing(stage.look());
  // What only a report can settle is settled by the demo, which reads them.
  stage.start_last_run();
  expect_nothing(stage.last_look());
}

}  // namespace
}  // namespace patchbay::test
