#include "hub/jobs/partner_limits.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "hub/http/loops.h"
#include "tests/support/stores.h"
#include "tests/support/wait.h"

namespace patchbay::jobs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using store::Session;

constexpr Timestamp start{1'000'000'000'000'000};

PartnerPace pace_of(std::int64_t calls_per_second) {
  PartnerPace pace;
  pace.calls_per_second = calls_per_second;
  pace.probe_limit = seconds(10);
  pace.breaker = {.failures_max = 3, .open_for = seconds(30), .open_for_max = seconds(600)};
  return pace;
}

class PartnerLimitsTest : public StoreTest {
 protected:
  using Limits = std::unique_ptr<PartnerLimits>;

  void TearDown() override {
    loops_->stop();
    StoreTest::TearDown();
  }
  Limits hub() { return make_partner_limits(store(), clock_); }

  std::optional<Go> enter(const Limits& hub, const PartnerPace& pace, Duration wait_max = {},
                          const std::string& partner = "acme") {
    return boost::asio::co_spawn(loops_->next(), hub->enter("org", partner, pace, wait_max),
                                 boost::asio::use_future)
        .get();
  }
  bool passes(const Limits& hub) {
    const auto go = enter(hub, pace_, seconds(5));
    return go && go->passes;
  }
  void end(const Limits& hub, Health health, bool was_probe = false) {
    hub->ended("org", "acme", pace_, {health, was_probe});
  }
  /// A hub is told by a signal, or by asking.
  bool comes_to(const Limits& hub, BreakerState state) {
    return wait_until([&] { return hub->breaker("org", "acme").state == state; });
  }
  /// Once what hubs told the store is in it.
  std::vector<PartnerHealth> health_when(BreakerState state) {
    std::vector<PartnerHealth> rows;
    wait_until([&] {
      rows = read([](Session& s) { return list_partner_health(s); });
      return rows.size() == 1 && rows[0].breaker.state == state;
    });
    return rows;
  }
  void open_by(const Limits& hub) {
    for (int i = 0; i < 3; ++i) end(hub, Health::unwell);
    ASSERT_EQ(health_when(BreakerState::open).size(), 1U);
  }

  ManualClock clock_{start};
  const PartnerPace pace_ = pace_of(1'000);
  std::unique_ptr<http::Loops> loops_ = http::start_loops(2);
};
PATCHBAY_ON_BOTH_STORES(PartnerLimitsTest);

TEST_P(PartnerLimitsTest, hubs_together_stay_within_the_rate) {
  const Limits hubs[] = {hub(), hub()};
  const PartnerPace pace = pace_of(100);
  int passed = 0;
  for (int step = 0; step < 300; ++step) {  // three seconds
    for (const auto& each : hubs)
      for (int i = 0; i < 3; ++i)
        if (const auto go = enter(each, pace)) passed += go->passes && go->wait.count() == 0;
    clock_.advance(milliseconds(10));
  }
  EXPECT_LE(passed, 3 * 100 + 100);
  EXPECT_GE(passed, 3 * 100);
}

TEST_P(PartnerLimitsTest, says_how_long_to_wait_and_gives_nothing_beyond_the_limit) {
  const auto limits = hub();
  const PartnerPace pace = pace_of(2);
  EXPECT_EQ(enter(limits, pace)->wait, Duration(0));
  EXPECT_EQ(enter(limits, pace, seconds(1))->wait, milliseconds(100));
  EXPECT_FALSE(enter(limits, pace, milliseconds(500)));
  EXPECT_EQ(enter(limits, pace, seconds(1))->wait, milliseconds(600));
}

TEST_P(PartnerLimitsTest, the_rate_survives_a_restart) {
  const PartnerPace pace = pace_of(1);
  EXPECT_TRUE(enter(hub(), pace));
  reopen();
  const auto limits = hub();
  EXPECT_FALSE(enter(limits, pace, milliseconds(900)));
  clock_.advance(seconds(1));
  EXPECT_TRUE(enter(limits, pace));
}

TEST_P(PartnerLimitsTest, partners_do_not_hinder_each_other) {
  const auto limits = hub();
  const PartnerPace pace = pace_of(1);
  EXPECT_TRUE(enter(limits, pace, {}, "acme"));
  EXPECT_FALSE(enter(limits, pace, {}, "acme"));
  EXPECT_TRUE(enter(limits, pace, {}, "other"));
}

TEST_P(PartnerLimitsTest, a_breaker_that_one_hub_opens_closes_the_way_for_all) {
  const auto one = hub();
  const auto other = hub();
  EXPECT_TRUE(passes(other));
  open_by(one);
  EXPECT_EQ(one->breaker("org", "acme").state, BreakerState::open);
  ASSERT_TRUE(comes_to(other, BreakerState::open));
  const auto refused = enter(other, pace_, seconds(5));
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->passes);
  EXPECT_EQ(refused->wait, seconds(30));
  EXPECT_NE(refused->why.find("open"), std::string::npos);
}

TEST_P(PartnerLimitsTest, half_open_lets_one_probe_through_over_all_hubs) {
  const Limits hubs[] = {hub(), hub(), hub()};
  for (const auto& each : hubs) EXPECT_TRUE(passes(each));
  open_by(hubs[0]);
  for (const auto& each : hubs) ASSERT_TRUE(comes_to(each, BreakerState::open));
  clock_.advance(seconds(30));
  std::vector<std::future<std::optional<Go>>> asked;
  for (int i = 0; i < 12; ++i)
    asked.push_back(boost::asio::co_spawn(loops_->next(),
                                          hubs[i % 3]->enter("org", "acme", pace_, seconds(5)),
                                          boost::asio::use_future));
  int probes = 0;
  for (auto& one : asked) {
    const auto go = one.get();
    ASSERT_TRUE(go);
    EXPECT_EQ(go->passes, go->is_probe);
    probes += go->is_probe;
  }
  EXPECT_EQ(probes, 1);
  end(hubs[1], Health::well, true);
  for (const auto& each : hubs) EXPECT_TRUE(comes_to(each, BreakerState::closed));
  EXPECT_TRUE(passes(hubs[2]));
}

TEST_P(PartnerLimitsTest, a_failed_probe_opens_it_for_twice_as_long) {
  const auto limits = hub();
  open_by(limits);
  clock_.advance(seconds(30));
  const auto probe = enter(limits, pace_);
  ASSERT_TRUE(probe && probe->is_probe);
  end(limits, Health::unwell, true);
  const auto rows = health_when(BreakerState::open);
  EXPECT_EQ(rows[0].breaker.open_until, clock_.now() + seconds(60));
  EXPECT_EQ(rows[0].trips_ever, 2);
}

TEST_P(PartnerLimitsTest, an_open_breaker_survives_a_restart) {
  open_by(hub());
  reopen();
  const auto limits = hub();
  clock_.advance(seconds(10));
  const auto refused = enter(limits, pace_);
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->passes);
  EXPECT_EQ(refused->wait, seconds(20));
}

TEST_P(PartnerLimitsTest, a_breaker_can_be_closed_by_hand) {
  const auto limits = hub();
  open_by(limits);
  const auto reset = [&] {
    return write([&](Session& s) { return reset_breaker(s, "org", "acme", clock_.now()); });
  };
  EXPECT_TRUE(reset());
  EXPECT_TRUE(comes_to(limits, BreakerState::closed));
  EXPECT_TRUE(passes(limits));
  EXPECT_FALSE(reset());
  EXPECT_FALSE(write([&](Session& s) { return reset_breaker(s, "org", "none", clock_.now()); }));
}

TEST_P(PartnerLimitsTest, a_change_without_a_signal_is_noticed_within_a_second) {
  const auto limits = hub();
  EXPECT_TRUE(passes(limits));
  open_by(limits);
  write([&](Session& s) {
    store::execute(s, "UPDATE partner_limits SET state = 'closed', revision = revision + 1");
  });
  clock_.advance(seconds(1));
  enter(limits, pace_);  // has it look, and does not wait for what it finds
  EXPECT_TRUE(comes_to(limits, BreakerState::closed));
}

TEST_P(PartnerLimitsTest, a_store_that_fails_holds_back_and_recovers) {
  const auto limits = hub();
  write([](Session& s) { store::execute(s, "ALTER TABLE partner_limits RENAME TO gone"); });
  const auto refused = enter(limits, pace_, seconds(60));
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->passes);
  EXPECT_EQ(refused->wait, seconds(1));
  write([](Session& s) { store::execute(s, "ALTER TABLE gone RENAME TO partner_limits"); });
  EXPECT_TRUE(passes(limits));
}

TEST_P(PartnerLimitsTest, more_callers_than_tokens_ahead_all_pass_in_time) {
  const auto limits = make_partner_limits(store(), system_clock());
  const PartnerPace pace = pace_of(40);
  std::vector<std::future<std::optional<Go>>> asked;
  for (int i = 0; i < 100; ++i)
    asked.push_back(boost::asio::co_spawn(
        loops_->next(), limits->enter("org", "acme", pace, seconds(30)), boost::asio::use_future));
  for (auto& one : asked) {
    const auto go = one.get();
    ASSERT_TRUE(go);
    EXPECT_TRUE(go->passes);
  }
}

}  // namespace
}  // namespace patchbay::jobs
