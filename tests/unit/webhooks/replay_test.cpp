#include "webhooks/replay.h"

#include "hub/access/consents.h"
#include "tests/unit/webhooks/replay_fixture.h"

namespace patchbay::webhooks {
namespace {

using Names = std::vector<std::string>;

class ReplayTest : public test::ReplayFixture {};
PATCHBAY_ON_BOTH_STORES(ReplayTest);

TEST_P(ReplayTest, failed_messages_go_out_again_under_their_own_keys) {
  put("a");
  for (const auto* id : {"evt_1", "evt_2", "evt_3"}) happen(id);
  fan();
  EXPECT_EQ(deliver("dead").size(), 3U);
  EXPECT_EQ(count(wanted("a", Replayed::failed)), 3);
  const auto id = order(wanted("a", Replayed::failed)).value();
  EXPECT_EQ(find(id).wanted, 3);
  run_all();
  EXPECT_EQ(state_of("evt_1"), "pending");
  EXPECT_EQ(deliver(), (Names{"evt_1", "evt_2", "evt_3"}));
  EXPECT_EQ(state_of("evt_3"), "delivered");
  EXPECT_EQ(find(id).sent, 3);
  EXPECT_EQ(find(id).outcome, "done");
  EXPECT_EQ(count(wanted("a", Replayed::missed)), 0);
}

TEST_P(ReplayTest, goes_at_the_pace_that_was_ordered_and_outlives_its_hub) {
  put("a");
  for (int i = 0; i < 5; ++i) happen("evt_" + std::to_string(i));
  fan();
  deliver("dead");
  auto slow = wanted("a", Replayed::failed);
  slow.per_second = 2;
  const auto id = order(slow).value();
  EXPECT_TRUE(run_slice());
  EXPECT_EQ(find(id).sent, 2);
  EXPECT_EQ(deliver("dead"), (Names{"evt_0", "evt_1"}));
  // Every slice is a new replayer: all it knows is in the store.
  EXPECT_TRUE(run_slice());
  EXPECT_EQ(deliver("dead"), (Names{"evt_2", "evt_3"})) << "what failed again is not sent twice";
  while (run_slice()) {
  }
  EXPECT_EQ(deliver(), (Names{"evt_4"}));
  EXPECT_EQ(find(id).sent, 5);
  EXPECT_TRUE(find(id).ended_at);
}

TEST_P(ReplayTest, what_was_held_goes_out_after_the_pause) {
  put("a");
  write([&](store::Session& s) {
    return pause_endpoint(s, test::organisation, "a", "they move", clock_.now());
  }).value();
  happen("evt_1");
  fan();
  EXPECT_EQ(state_of("evt_1"), "held");
  EXPECT_EQ(count(wanted("a", Replayed::held)), 1);
  EXPECT_EQ(count(wanted("a", Replayed::failed)), 0);
  EXPECT_EQ(order(wanted("a", Replayed::held)).error().kind, ErrorKind::conflict);
  EXPECT_EQ(again("evt_1").error().kind, ErrorKind::conflict);
  write([&](store::Session& s) {
    return resume_endpoint(s, test::organisation, "a", clock_.now());
  }).value();
  ASSERT_TRUE(order(wanted("a", Replayed::held)));
  run_all();
  EXPECT_EQ(deliver(), (Names{"evt_1"}));
}

TEST_P(ReplayTest, missed_is_also_what_was_never_attempted) {
  happen("evt_old");
  happen("evt_points", "points.earned");
  fan();
  const Timestamp noon = clock_.now() + Duration(1);
  happen("evt_late");
  fan();
  put("a", "tier.*");
  happen("evt_new");
  EXPECT_EQ(count(wanted("a", Replayed::missed)), 2) << "the newest waits for its fan-out";
  auto some = wanted("a", Replayed::missed);
  some.since = noon;
  EXPECT_EQ(count(some), 1);
  some.until = noon + Duration(1);
  EXPECT_EQ(count(some), 0);
  const auto id = order(wanted("a", Replayed::missed)).value();
  fan();
  run_all();
  EXPECT_EQ(deliver(), (Names{"evt_late", "evt_new", "evt_old"}));
  EXPECT_EQ(find(id).sent, 2);
}

TEST_P(ReplayTest, a_partner_gets_nothing_of_customers_who_do_not_consent) {
  happen("evt_1");
  fan();
  put("a", "", "agl");
  EXPECT_EQ(count(wanted("a", Replayed::missed)), 0);
  EXPECT_EQ(again("evt_1").error().kind, ErrorKind::not_found);
  const access::ConsentKey who{test::organisation, "42", "agl"};
  write([&](store::Session& s) {
    access::grant_consent(s, who, access::Purpose::rewards, "code", "test", clock_.now());
  });
  EXPECT_EQ(count(wanted("a", Replayed::missed)), 1);
  EXPECT_TRUE(again("evt_1"));
}

TEST_P(ReplayTest, a_cancelled_one_sends_no_more) {
  put("a");
  for (int i = 0; i < 4; ++i) happen("evt_" + std::to_string(i));
  fan();
  deliver("dead");
  auto slow = wanted("a", Replayed::failed);
  slow.per_second = 1;
  const auto id = order(slow).value();
  EXPECT_TRUE(run_slice());
  const auto cancel = [&] {
    return write(
        [&](store::Session& s) { return cancel_replay(s, test::organisation, id, clock_.now()); });
  };
  EXPECT_TRUE(cancel());
  EXPECT_FALSE(run_slice());
  EXPECT_EQ(deliver(), (Names{"evt_0"}));
  EXPECT_EQ(find(id).outcome, "cancelled");
  EXPECT_EQ(cancel().error().kind, ErrorKind::conflict);
}

TEST_P(ReplayTest, a_pause_ends_it_and_one_is_at_work_at_a_time) {
  put("a");
  happen("evt_1");
  fan();
  deliver("dead");
  const auto id = order(wanted("a", Replayed::failed)).value();
  EXPECT_EQ(order(wanted("a", Replayed::held)).error().kind, ErrorKind::conflict);
  write([&](store::Session& s) {
    return pause_endpoint(s, test::organisation, "a", "", clock_.now());
  }).value();
  run_all();
  EXPECT_EQ(find(id).outcome, "the endpoint is paused; resume it, then replay");
  EXPECT_EQ(state_of("evt_1"), "dead");
}

TEST_P(ReplayTest, orders_are_checked) {
  put("a");
  auto bad = wanted("a", Replayed::failed);
  bad.per_second = 0;
  EXPECT_EQ(order(bad).error().kind, ErrorKind::invalid);
  bad.per_second = 1;
  bad.until = bad.since;
  EXPECT_EQ(order(bad).error().kind, ErrorKind::invalid);
  EXPECT_EQ(order(wanted("b", Replayed::failed)).error().kind, ErrorKind::not_found);
}

TEST_P(ReplayTest, one_message_goes_out_again_whatever_became_of_it) {
  put("a", "tier.updated");
  happen("evt_1");
  happen("evt_points", "points.earned");
  fan();
  EXPECT_EQ(again("evt_1").error().kind, ErrorKind::conflict) << "it is on its way";
  EXPECT_EQ(deliver(), (Names{"evt_1"}));
  EXPECT_TRUE(again("evt_1"));
  EXPECT_EQ(deliver("dead"), (Names{"evt_1"}));
  EXPECT_TRUE(again("evt_1"));
  EXPECT_EQ(deliver(), (Names{"evt_1"}));
  EXPECT_EQ(again("evt_points").error().kind, ErrorKind::not_found) << "the filter";
  EXPECT_EQ(again("evt_none").error().kind, ErrorKind::not_found);
  EXPECT_EQ(again("evt_1", "none").error().kind, ErrorKind::not_found);
}

TEST_P(ReplayTest, a_job_that_is_just_ending_is_left_to_end) {
  put("a");
  happen("evt_1");
  happen("evt_2");
  fan();
  const auto jobs = write([](store::Session& s) {
    return jobs::claim_kind(s, deliver_kind, 10, "w", std::chrono::seconds(30));
  });
  for (const auto& job : jobs) record(job, "dead");
  finish(jobs[0], jobs::Dead{"no"});
  EXPECT_EQ(again("evt_2").error().kind, ErrorKind::conflict);
  const auto id = order(wanted("a", Replayed::failed)).value();
  EXPECT_TRUE(run_slice());
  EXPECT_EQ(find(id).sent, 1);
  EXPECT_EQ(state_of("evt_2"), "dead");
  finish(jobs[1], jobs::Dead{"no"});
  run_all();
  EXPECT_EQ(find(id).sent, 2);
  EXPECT_EQ(deliver(), (Names{"evt_1", "evt_2"}));
}

TEST_P(ReplayTest, steps_over_any_number_that_it_does_not_send) {
  std::vector<events::NewEvent> many;
  for (int i = 0; i < 2'500; ++i)
    many.push_back({"evt_" + std::to_string(i), i % 1'000 == 0 ? "tier.updated" : "points.earned",
                    "42", R"({"customer":"42","tier":"gold","previous_tier":"","points":500})",
                    "k" + std::to_string(i)});
  write([&](store::Session& s) { events::append(s, test::organisation, many, clock_.now()); });
  for (int i = 0; i < 3; ++i) fan();
  put("a", "tier.updated");
  EXPECT_EQ(count(wanted("a", Replayed::missed)), 3);
  const auto id = order(wanted("a", Replayed::missed)).value();
  run_all();
  EXPECT_EQ(find(id).sent, 3);
}

}  // namespace
}  // namespace patchbay::webhooks
