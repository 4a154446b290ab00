#pragma once
// One reward of ann's at one partner, and the job that issues it.

#include <map>
#include <set>

#include "hub/jobs/queue.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/reward_actions.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/loyalty/rewards.h"
#include "tests/support/run_on.h"
#include "tests/unit/loyalty/fake_partner.h"
#include "tests/unit/loyalty/support.h"

namespace patchbay::loyalty {

using adapters::SettleWay;
using namespace std::chrono_literals;

/// A machine whose clock is not the store's.
class SkewedClock final : public Clock {
 public:
  explicit SkewedClock(const Clock& right) : right_(right) {}
  Timestamp now() const override { return right_.now() + ahead; }
  Duration ahead{0};

 private:
  const Clock& right_;
};

class IssuerTest : public StoreTest {
 protected:
  IssuerTest();
  ~IssuerTest() override;
  void SetUp() override;
  void TearDown() override;

  /// The partner settles in these ways, 1 s after the fact where that matters; it takes back for
  /// 60 s.
  void partner(std::vector<SettleWay> ways, bool needs_link = false,
               const std::string& id = "woolworths");

  /// One run of the job under a new lease, by a new process: nothing is kept in memory.
  jobs::End run(bool interrupted = false);
  /// What others do while the partner thinks.
  void expect_meanwhile(std::function<void()> what, adapters::Outcome outcome);
  /// A person has the failed reward tried anew.
  void redrive(RewardState to = RewardState::pending);
  std::optional<Timestamp> down_until(const std::string& id) const;
  void run_into_crash() { EXPECT_THROW(run(), std::runtime_error); }

  Reward reward();
  RewardState state() { return reward().state; }
  std::int64_t number(const std::string& sql);
  std::int64_t events_of_type(const std::string& type) {
    return number("SELECT COUNT(*) FROM events WHERE type = '" + type + "'");
  }
  std::int64_t issued_events() { return events_of_type("reward.issued"); }
  std::int64_t settled();
  /// How often issue_voucher went out.
  std::int64_t issues() const;
  ReconcileCounts reconcile_with(std::vector<ReportLine> lines, Timestamp as_of,
                                 bool complete = true);
  ReportLine line(std::int64_t minor = 2000) const { return {id_, minor, "USD", "their-1"}; }

  static adapters::Outcome voucher();
  static adapters::Outcome found(const std::string& state);
  static bool is_done(const jobs::End& end) { return std::holds_alternative<jobs::Done>(end); }
  static bool is_again(const jobs::End& end) { return std::holds_alternative<jobs::Again>(end); }
  static bool is_later(const jobs::End& end) { return std::holds_alternative<jobs::Later>(end); }
  static bool is_dead(const jobs::End& end) { return std::holds_alternative<jobs::Dead>(end); }

  ManualClock clock_{{1'000'000'000}};  ///< the store's
  SkewedClock hub_clock_{clock_};       ///< of the hub that runs next
  SeededRandom random_{7};
  test::ScriptedCaller caller_;
  adapters::Registry registry_;
  std::map<std::string, Timestamp> down_;  ///< open breakers, by partner
  std::set<std::string> stopped_;          ///< by the operator
  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
  std::shared_ptr<jobs::LeaseClock> lease_clock_;
  std::string id_;
  std::int64_t runs_ = 0;
  /// Of every partner.
  jobs::RetryPolicy retry_{.attempts_max = 3, .base = 1s, .cap = 60s};
  int wakes_ = 0;  ///< calls of after_commit
};

}  // namespace patchbay::loyalty
