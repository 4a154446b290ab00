// Hubs that die while a partner tells them of its vouchers, repeats itself, mixes the order up and
// signs badly: each webhook is taken once and has its effect once.

#include <gtest/gtest.h>

#include <csignal>

#include "hub/http/json.h"
#include "tests/crash/ending.h"
#include "tests/crash/failpoints.h"
#include "tests/crash/fleet.h"

namespace patchbay::test {
namespace {

constexpr int killed = 128 + SIGKILL;
constexpr std::chrono::seconds limit{60};
const std::string undecoded = "SELECT COUNT(*) FROM inbound_events WHERE state <> 'decoded'";
const std::string redeemed_rewards = "SELECT COUNT(*) FROM rewards WHERE state = 'redeemed'";
const std::string redemptions = "SELECT COUNT(*) FROM events WHERE type = 'voucher.redeemed'";

class IntakeKills : public testing::TestWithParam<Database> {
 protected:
  void SetUp() override {
    if (GetParam() == Database::postgresql && !has_postgresql())
      GTEST_SKIP() << "no PostgreSQL: run by ./dev test";
    stage_ = std::make_unique<Stage>(GetParam(), 29);
    ASSERT_EQ(stage_->run_to("sync.orders.committed"), Ending::killed) << stage_->last_words();
    const std::string hub = "http://127.0.0.1:" + std::to_string(port_) + "/webhooks";
    fleet_ = std::make_unique<Fleet>(
        *stage_, std::vector<std::string>{"--timeout-after-commit", "10", "--cut-after-commit",
                                          "10", "--webhooks-to", hub, "--duplicate-webhooks", "60",
                                          "--reorder", "30", "--bad-signatures", "30"});
  }
  void dies_at(const std::string& failpoint) {
    const auto hub = fleet_->start_hub({.failpoint = failpoint, .port = port_});
    EXPECT_EQ(hub.process->wait(limit), killed)
        << failpoint << " was not reached: " << hub.process->standard_error();
    for (const auto& sentence : stage_->look()) ADD_FAILURE() << failpoint << ": " << sentence;
    hit_.insert(failpoint.substr(0, failpoint.find(':')));
    said_ += hub.process->standard_error();
    fleet_->forgive_interruptions();
  }
  /// What the partner has to say, and how much of it nobody has taken yet.
  std::int64_t of_sandbox(const char* name) const {
    const auto answer =
        run({"/usr/bin/curl", "-s", "-m", "10", fleet_->sandbox_url() + "/_webhooks"});
    const auto totals = parse_json(answer.output);
    std::int64_t sum = 0;
    if (totals)
      for (const auto& [partner, counts] : totals->as_object()) sum += counts.at(name).as_int64();
    return totals ? sum : -1;
  }

  const std::uint16_t port_ = free_port();
  std::unique_ptr<Stage> stage_;
  std::unique_ptr<Fleet> fleet_;
  std::set<std::string> hit_;
  std::string said_;  ///< by all hubs
};

INSTANTIATE_TEST_SUITE_P(Stores, IntakeKills,
                         testing::Values(Database::sqlite, Database::postgresql), database_name);

TEST_P(IntakeKills, lose_and_double_nothing) {
  // A second commit first: later what is left may come in one.
  for (const char* failpoint :
       {"webhooks.intake.committed:2", "webhooks.intake.before_commit", "webhooks.intake.committed",
        "webhooks.decode.before_commit", "webhooks.decode.committed"})
    dies_at(failpoint);

  const auto last = fleet_->start_hub({.port = port_});
  EXPECT_TRUE(wait_until([&] {
    return fleet_->count(open_work) == 0 && of_sandbox("waiting") == 0 &&
           fleet_->count(undecoded) == 0;
  })) << of_sandbox("waiting")
      << " wait, " << fleet_->count(undecoded) << " are not decoded";
  const auto told = of_sandbox("queued");
  EXPECT_GT(told, 0);
  EXPECT_EQ(fleet_->count("SELECT COUNT(*) FROM inbound_events"), told) << "taken once each";
  EXPECT_GT(fleet_->count("SELECT SUM(repeats) FROM inbound_events"), 0) << "nothing was repeated";
  EXPECT_GT(fleet_->count(redemptions), 0);
  EXPECT_EQ(fleet_->count(redemptions), fleet_->count(redeemed_rewards));
  last.process->signal(SIGTERM);
  EXPECT_EQ(last.process->wait(limit), 0) << last.process->standard_error();
  said_ += last.process->standard_error();
  EXPECT_NE(said_.find("webhook: "), std::string::npos) << "the security log has bad signatures";
  fleet_.reset();
  expect_sound_end(*stage_);
  expect_all_hit(needs_partner_webhooks, hit_);
}

}  // namespace
}  // namespace patchbay::test
