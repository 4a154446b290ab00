#include "hub/jobs/hubs.h"

#include <gtest/gtest.h>

#include "hub/jobs/leases.h"
#include "hub/jobs/switches.h"
#include "tests/support/stores.h"
#include "tests/support/wait.h"

namespace patchbay::jobs {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class HubsTest : public StoreTest {
 protected:
  static HubRow hub(const std::string& id) {
    HubRow row;
    row.id = id;
    row.host = "here";
    row.pid = 17;
    row.url = "http://127.0.0.1:1";
    row.version = "1.2.3";
    return row;
  }
  void announce(const std::string& id, Duration beat = seconds(5)) {
    write([&](store::Session& s) { announce_hub(s, hub(id), beat); });
  }
  /// As if the hub had been silent for so long.
  void age(const std::string& id, Duration silence) {
    write([&](store::Session& s) {
      store::execute(s, "UPDATE hubs SET seen_at = seen_at - :age WHERE id = :id",
                     {{"age", silence.count()}, {"id", id}});
    });
  }
  HubRow find(const std::string& id) {
    for (auto& row : read(list_hubs))
      if (row.id == id) return row;
    ADD_FAILURE() << id << " is not listed";
    return {};
  }
  void TearDown() override {
    loops_->stop();
    StoreTest::TearDown();
  }

  std::unique_ptr<http::Loops> loops_ = http::start_loops(1);
};
PATCHBAY_ON_BOTH_STORES(HubsTest);

TEST_P(HubsTest, a_hub_is_listed_while_it_runs_and_stopped_afterwards) {
  {
    const auto beat = start_hub_beat(store(), *loops_, hub("hub_1"), seconds(5));
    const auto row = find("hub_1");
    EXPECT_EQ(row.state, HubState::running);
    EXPECT_EQ(row.host, "here");
    EXPECT_EQ(row.pid, 17);
    EXPECT_EQ(row.url, "http://127.0.0.1:1");
    EXPECT_EQ(row.version, "1.2.3");
    EXPECT_GT(row.started_at.micros, 0);
    EXPECT_EQ(row.started_at, row.seen_at);
  }
  EXPECT_EQ(find("hub_1").state, HubState::stopped);
  EXPECT_TRUE(read([](store::Session& s) { return is_known_hub(s, "hub_1"); }));
  EXPECT_FALSE(read([](store::Session& s) { return is_known_hub(s, "hub_2"); }));
}

TEST_P(HubsTest, beats_go_on_and_carry_the_state) {
  const auto beat = start_hub_beat(store(), *loops_, hub("hub_1"), std::chrono::milliseconds(1));
  beat->set_state(HubState::draining);
  EXPECT_TRUE(wait_until([&] {
    const auto row = find("hub_1");
    return row.state == HubState::draining && row.seen_at > row.started_at;
  }));
}

TEST_P(HubsTest, a_silent_hub_is_lost_and_comes_back) {
  announce("hub_1");
  age("hub_1", seconds(14));
  EXPECT_EQ(find("hub_1").state, HubState::running);
  age("hub_1", seconds(2));
  EXPECT_EQ(find("hub_1").state, HubState::lost);
  write([](store::Session& s) { record_beat(s, "hub_1", HubState::running); });
  EXPECT_EQ(find("hub_1").state, HubState::running);
}

TEST_P(HubsTest, a_beat_on_its_way_does_not_wake_the_stopped) {
  announce("hub_1");
  write([](store::Session& s) { record_stop(s, "hub_1"); });
  write([](store::Session& s) { record_beat(s, "hub_1", HubState::running); });
  age("hub_1", hours(1));
  EXPECT_EQ(find("hub_1").state, HubState::stopped);
}

TEST_P(HubsTest, a_hub_may_come_back_under_its_name) {
  announce("hub_1");
  write([](store::Session& s) { record_stop(s, "hub_1"); });
  announce("hub_1");
  EXPECT_EQ(find("hub_1").state, HubState::running);
}

TEST_P(HubsTest, what_a_hub_leaves_is_free_at_once_and_counts_as_interrupted_once) {
  write([](store::Session& s) {
    const std::vector<NewJob> jobs{{"org", "k", "a", "{}", "", {0}},
                                   {"org", "k", "b", "{}", "", {0}}};
    enqueue(s, jobs, {0});
  });
  const auto claim_one = [&](const std::string& worker) {
    return write([&](store::Session& s) { return claim_kind(s, "k", 1, worker, hours(1)); }).at(0);
  };
  const auto mine = claim_one("hub_1");
  EXPECT_EQ(claim_one("hub_2").key, "b");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(write([](store::Session& s) { return hand_over_leases(s, "hub_1"); }), 1);
    const auto again = claim_one("hub_1");
    EXPECT_EQ(again.key, mine.key);
    EXPECT_TRUE(again.interrupted);
    EXPECT_EQ(again.interruptions, 1) << "a stop in good order is no death";
  }
  EXPECT_EQ(write([](store::Session& s) { return hand_over_leases(s, "hub_3"); }), 0);
}

TEST_P(HubsTest, the_old_are_forgotten_with_their_switches) {
  announce("hub_1");
  announce("hub_2");
  write([](store::Session& s) {
    throw_switch(s, {SwitchKind::hub, "", "hub_1", "upgrade", "cli:anna", {1}});
    throw_switch(s, {SwitchKind::hub, "", "hub_2", "upgrade", "cli:anna", {1}});
    record_stop(s, "hub_2");
  });
  EXPECT_EQ(find("hub_1").state, HubState::draining);
  EXPECT_EQ(read(list_switches).size(), 1U) << "the switch of a hub that stopped is gone";
  age("hub_1", hours(7 * 24));
  announce("hub_3");
  EXPECT_TRUE(read(list_switches).empty());
  EXPECT_EQ(read(list_hubs).size(), 2U);
}

}  // namespace
}  // namespace patchbay::jobs
