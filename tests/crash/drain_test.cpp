// A hub that is told to stop while its partners are silent.

#include <gtest/gtest.h>

#include <csignal>

#include "tests/crash/ending.h"
#include "tests/crash/fleet.h"

namespace patchbay::test {
namespace {

const std::string in_doubt =
    "SELECT COUNT(*) FROM rewards WHERE state IN ('processing', 'unconfirmed')";

class Drain : public testing::TestWithParam<Database> {};

INSTANTIATE_TEST_SUITE_P(Stores, Drain, testing::Values(Database::sqlite, Database::postgresql),
                         database_name);

TEST_P(Drain, does_not_wait_for_calls_that_hang_and_leaves_them_in_doubt) {
  if (GetParam() == Database::postgresql && !has_postgresql())
    GTEST_SKIP() << "no PostgreSQL: run by ./dev test";
  Stage stage(GetParam(), 13);
  ASSERT_EQ(stage.run_to("sync.orders.committed"), Ending::killed) << stage.last_words();
  {
    // Every value moves at once, and every answer comes far later than the hub may take to stop.
    Fleet fleet(stage, {"--timeout-after-commit", "100", "--late-ms", "3900"});
    const auto hub = fleet.start_hub().process;
    ASSERT_TRUE(wait_until([&] { return fleet.count(in_calls) > 0; })) << hub->standard_error();
    hub->signal(SIGTERM);
    EXPECT_EQ(hub->wait(std::chrono::seconds(30)), 0) << hub->standard_error();
    EXPECT_GT(fleet.count(in_doubt), 0) << "it waited for the answers";
  }
  for (const auto& sentence : stage.look()) ADD_FAILURE() << sentence;
  expect_sound_end(stage);
}

}  // namespace
}  // namespace patchbay::test
