// The commit points that only a serving hub comes to.

#include <gtest/gtest.h>

#include <csignal>

#include "tests/crash/ending.h"
#include "tests/crash/failpoints.h"
#include "tests/crash/fleet.h"

namespace patchbay::test {
namespace {

constexpr int killed = 128 + SIGKILL;
constexpr std::chrono::seconds limit{30};
const std::string dead_jobs = "SELECT COUNT(*) FROM jobs WHERE state = 'dead'";
const std::string sealed_with_first_key =
    "SELECT COUNT(*) FROM customer_links WHERE account_sealed LIKE 'v1.k1.%' OR account_index LIKE "
    "'k1.%'";
const std::string redrive_everything =
    R"({"filter": {"kind": "reward.issue"}, "reason": "the partner is back"})";
const std::string schedule = "[schedules.beat]\njob = \"reward.expire\"\ninterval_seconds = 1\n";

class ServeKills : public testing::TestWithParam<Database> {
 protected:
  void SetUp() override {
    if (GetParam() == Database::postgresql && !has_postgresql())
      GTEST_SKIP() << "no PostgreSQL: run by ./dev test";
    stage_ = std::make_unique<Stage>(GetParam(), 11);
    ASSERT_EQ(stage_->run_to("sync.orders.committed"), Ending::killed) << stage_->last_words();
    // Slow answers, so that leases are renewed while calls wait.
    fleet_ = std::make_unique<Fleet>(
        *stage_, std::vector<std::string>{"--timeout-after-commit", "30", "--late-ms", "700",
                                          "--cut-after-commit", "10"});
  }

  void expect_killed(const ServingHub& hub, const std::string& failpoint) {
    EXPECT_EQ(hub.process->wait(limit), killed)
        << failpoint << " was not reached: " << hub.process->standard_error();
    for (const auto& sentence : stage_->look()) ADD_FAILURE() << failpoint << ": " << sentence;
    hit_.insert(failpoint);
    fleet_->forgive_interruptions();
  }
  void stop(const ServingHub& hub) {
    hub.process->signal(SIGTERM);
    EXPECT_EQ(hub.process->wait(limit), 0) << hub.process->standard_error();
  }

  /// Dies by itself, of the work that is there.
  void dies_of_work(HubWish wish) {
    const auto hub = fleet_->start_hub(wish);
    expect_killed(hub, wish.failpoint);
  }
  /// Dies of a change by the API; a repeat with the same key makes it once.
  void dies_of_change(const std::string& failpoint, const std::string& partner) {
    const std::string path = "/api/v1/switches/partner/" + partner;
    const std::string body = R"({"reason": "for a test"})";
    const auto hub = fleet_->start_hub({.failpoint = failpoint});
    EXPECT_EQ(fleet_->change(hub, "PUT", path, body, failpoint), 0);
    expect_killed(hub, failpoint);
    const auto next = fleet_->start_hub();
    int status = fleet_->change(next, "PUT", path, body, failpoint);
    if (status == 409) {  // in flight, until the dead hub's claim on the key runs out: it did
      fleet_->execute("UPDATE idempotency_keys SET expires_at = 1 WHERE claim <> ''");
      status = fleet_->change(next, "PUT", path, body, failpoint);
    }
    EXPECT_EQ(status / 100, 2) << failpoint;
    EXPECT_EQ(fleet_->count("SELECT COUNT(*) FROM audit WHERE subject LIKE '%" + partner + "'"), 1)
        << failpoint << ": a change is recorded once";
    EXPECT_EQ(fleet_->change(next, "DELETE", path, body, failpoint + "/undone") / 100, 2);
    stop(next);
  }
  void dies_of_redrive(const std::string& failpoint) {
    const auto hub = fleet_->start_hub({.failpoint = failpoint});
    fleet_->change(hub, "POST", "/api/v1/dead-letters/redrive", redrive_everything, failpoint);
    expect_killed(hub, failpoint);
  }
  /// The next hub goes on with the order where the first one died.
  void dies_of_replay() {
    const std::string failpoint = "webhooks.replay.before_commit";
    const auto hub = fleet_->start_hub({.failpoint = failpoint});
    fleet_->change(hub, "POST", "/api/v1/webhooks/endpoints/receiver/replay",
                   R"({"what": "missed"})", failpoint);
    expect_killed(hub, failpoint);
    dies_of_work({.failpoint = "webhooks.replay.committed"});
  }
  void make_dead_letters() {
    const auto hub = fleet_->start_hub({.missing = "opal"});
    EXPECT_TRUE(wait_until([&] { return fleet_->count(open_work) == 0; }));
    EXPECT_GT(fleet_->count(dead_jobs), 0);
    stop(hub);
  }

  std::unique_ptr<Stage> stage_;
  std::unique_ptr<Fleet> fleet_;
  std::set<std::string> hit_;
};

INSTANTIATE_TEST_SUITE_P(Stores, ServeKills,
                         testing::Values(Database::sqlite, Database::postgresql), database_name);

TEST_P(ServeKills, lose_and_double_nothing) {
  // Whatever one partner should do dies at once, since nobody configured it.
  dies_of_work(
      {.failpoint = "loyalty.handover.committed", .unreachable = "woolworths", .missing = "opal"});
  dies_of_work({.failpoint = "jobs.renew.before_commit", .missing = "opal"});
  make_dead_letters();
  dies_of_work({.failpoint = "schedules.fire.before_commit", .config = schedule});
  dies_of_work({.failpoint = "schedules.fire.committed", .config = schedule});
  dies_of_change("api.key.committed", "agl");
  dies_of_change("api.change.before_commit", "opal");
  dies_of_change("api.change.committed", "coles");
  dies_of_redrive("jobs.redrive.before_commit");
  dies_of_redrive("jobs.redrive.committed");
  dies_of_replay();
  fleet_->rotate_keys();
  dies_of_work({.failpoint = "access.reseal.before_commit"});
  dies_of_work({.failpoint = "access.reseal.committed"});

  const auto last = fleet_->start_hub();
  EXPECT_TRUE(
      wait_until([&] { return fleet_->count(open_work) == 0 && fleet_->count(dead_jobs) == 0; }));
  EXPECT_EQ(fleet_->count(sealed_with_first_key), 0) << "re-sealing went on where it was killed";
  stop(last);
  fleet_.reset();
  expect_sound_end(*stage_);
  expect_all_hit(needs_serve, hit_);
}

}  // namespace
}  // namespace patchbay::test
