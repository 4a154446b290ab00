#pragma once
// One reward of ann's at one partner, and the job that issues it.

#include <map>
#include <set>

#include "hub/jobs/queue.h"
#include "hub/jobs/store_clock.h"
#include "hub/loyalty/customers.h"
#include "hub/loyalty/reward_actions.h"
#include "hub/loyalty/reward_moves.h"
#include "hub/loyalty/rewards.h"
#include "tests/unit/http/run.h"
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
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    jobs::set_machine_clock(clock_);
    const std::vector<Order> orders{test::order("1", "ann", 60000)};
    write([&](store::Session& s) {
      post_orders(s, test::organisation, test::programme(), orders, clock_, random_);
    });
    id_ = read([](store::Session& s) { return list_rewards(s, test::organisation, {}).at(0).id; });
  }

  void TearDown() override {
    jobs::set_machine_clock(system_clock());
    StoreTest::TearDown();
  }

  /// The partner settles in these ways, 1 s after the fact where that matters; it takes back for
  /// 60 s.
  void partner(std::vector<SettleWay> ways, bool needs_link = false,
               const std::string& id = "woolworths") {
    adapters::Manifest manifest;
    manifest.id = id;
    manifest.kind = "retail";
    manifest.capabilities = {"issue_voucher", "find_issued", "cancel_voucher"};
    manifest.needs_link = needs_link;
    for (const SettleWay way : ways)
      manifest.settle.push_back({way, Duration(1s), "cancel_voucher", Duration(60s)});
    adapters::Partner one;
    one.id = manifest.id;
    one.limits.timeout_ms = 1000;  // what counts is never less
    one.plug = std::make_shared<test::FakePlug>(manifest);
    registry_.add(std::move(one)).value();
  }

  /// One run of the job under a new lease, by a new process: nothing is kept in memory.
  jobs::End run(bool interrupted = false) {
    jobs::Job job;
    job.organisation = test::organisation;
    job.kind = "reward.issue";
    job.key = id_;
    job.payload = R"({"reward": ")" + id_ + R"("})";
    job.attempt = static_cast<int>(++runs_);
    job.lease = runs_;
    job.interrupted = interrupted;
    job.lease_clock = lease_clock_;
    const jobs::RetryPolicy retry{.attempts_max = 3, .base = 1s, .cap = 60s};
    const auto handler =
        make_issuer({store(), caller_, registry_, test::keys(), hub_clock_, random_, retry,
                     [this] { ++wakes_; }, [this](auto&, auto& id) { return down_until(id); },
                     [this](auto&, auto& id) { return stopped_.contains(id); }});
    return run_on(loops_->at(0), handler(job));
  }
  /// What others do while the partner thinks.
  void expect_meanwhile(std::function<void()> what, adapters::Outcome outcome) {
    caller_.answers.push_back([what, outcome](const adapters::Call&) {
      what();
      return outcome;
    });
  }
  /// A person has the failed reward tried anew.
  void redrive(RewardState to = RewardState::pending) {
    write([&](store::Session& s) {
      on_redrive(s, test::organisation, std::span(&id_, 1), clock_, random_);
    });
    EXPECT_EQ(state(), to);
  }
  std::optional<Timestamp> down_until(const std::string& id) const {
    const auto found = down_.find(id);
    return found == down_.end() ? std::nullopt : std::optional(found->second);
  }
  void run_into_crash() { EXPECT_THROW(run(), std::runtime_error); }

  Reward reward() {
    return *read([&](store::Session& s) { return find_reward(s, test::organisation, id_); });
  }
  RewardState state() { return reward().state; }
  std::int64_t number(const std::string& sql) {
    return *read([&](store::Session& s) { return store::query_value<std::int64_t>(s, sql); });
  }
  std::int64_t events_of_type(const std::string& type) {
    return number("SELECT COUNT(*) FROM events WHERE type = '" + type + "'");
  }
  std::int64_t issued_events() { return events_of_type("reward.issued"); }
  std::int64_t settled() {
    return read([](store::Session& s) { return count_settled(s, test::organisation); });
  }
  /// How often issue_voucher went out.
  std::int64_t issues() const {
    return std::count_if(caller_.calls.begin(), caller_.calls.end(),
                         [](const auto& call) { return call.capability == "issue_voucher"; });
  }
  ReconcileCounts reconcile_with(std::vector<ReportLine> lines, Timestamp as_of,
                                 bool complete = true) {
    return write([&](store::Session& s) {
      return reconcile(s, test::organisation, {"woolworths", complete, as_of, lines}, 1s, clock_,
                       random_);
    });
  }
  ReportLine line(std::int64_t minor = 2000) const { return {id_, minor, "USD", "their-1"}; }

  static adapters::Outcome voucher() {
    return adapters::succeeded({{"partner_reference", "their-1"}, {"code", "SECRET-CODE"}});
  }
  static adapters::Outcome found(const std::string& state) {
    boost::json::object result{{"state", state}};
    if (state == "issued") result["partner_reference"] = "their-1";
    if (state == "issued") result["code"] = "SECRET-CODE";
    return adapters::succeeded(result);
  }
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
  int wakes_ = 0;  ///< calls of after_commit
};

}  // namespace patchbay::loyalty
