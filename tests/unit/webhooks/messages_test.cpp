#include "webhooks/messages.h"

#include "tests/unit/webhooks/replay_fixture.h"

namespace patchbay::webhooks {
namespace {

class MessagesTest : public test::ReplayFixture {
 protected:
  std::vector<MessageView> list(const MessageFilter& filter, std::int64_t before = 0,
                                std::size_t limit = 100) {
    return read([&](store::Session& s) { return list_messages(s, filter, before, limit); });
  }
  MessageFilter all() const {
    MessageFilter filter;
    filter.organisation = test::organisation;
    filter.endpoint = "a";
    return filter;
  }
  WhyNot why(const std::string& event, const std::string& endpoint = "a") {
    return read([&](store::Session& s) {
      return why_not(s, test::organisation, endpoint, event, clock_.now());
    });
  }
};
PATCHBAY_ON_BOTH_STORES(MessagesTest);

TEST_P(MessagesTest, are_listed_newest_first_page_by_page_and_filtered) {
  put("a");
  put("b");
  for (int i = 0; i < 5; ++i) happen("evt_" + std::to_string(i));
  happen("evt_points", "points.redeemed");
  fan();
  const auto first = list(all(), 0, 4);
  ASSERT_EQ(first.size(), 4U);
  EXPECT_EQ(first.front().event, "evt_points");
  EXPECT_EQ(first.front().state, "pending");
  EXPECT_TRUE(first.front().next_at);
  const auto rest = list(all(), first.back().sequence, 4);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest.back().event, "evt_0");
  auto filter = all();
  filter.event_type = "points.redeemed";
  EXPECT_EQ(list(filter).size(), 1U);
  filter = all();
  filter.since = test::start + std::chrono::seconds(2);
  filter.until = test::start + std::chrono::seconds(4);
  EXPECT_EQ(list(filter).size(), 2U);
  filter = all();
  filter.state = "dead";
  EXPECT_TRUE(list(filter).empty());
  deliver("dead");
  EXPECT_EQ(list(filter).size(), 6U);
  EXPECT_FALSE(list(filter).front().next_at);
  filter.organisation = "other";
  EXPECT_TRUE(list(filter).empty());
}

TEST_P(MessagesTest, an_attempt_keeps_what_was_answered) {
  put("a");
  happen("evt_1");
  fan();
  deliver("dead");
  const auto message =
      read([](store::Session& s) { return find_message(s, test::organisation, "a", "evt_1"); });
  ASSERT_TRUE(message);
  EXPECT_EQ(message->attempts, 1);
  const auto attempts = read([&](store::Session& s) {
    return list_attempts(s, test::organisation, "a", message->sequence);
  });
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts[0].status, 500);
  EXPECT_EQ(attempts[0].body, "<b>boom</b>");
  EXPECT_EQ(attempts[0].length, Duration(1'000));
  const auto body =
      read([](store::Session& s) { return find_body(s, test::organisation, "evt_1"); });
  ASSERT_TRUE(body);
  EXPECT_TRUE(body->starts_with(R"({"type":"tier.updated","timestamp":")"));
  EXPECT_FALSE(read([](store::Session& s) { return find_body(s, test::organisation, "evt_9"); }));
}

TEST_P(MessagesTest, why_not_knows_every_reason) {
  happen("evt_early");
  fan();
  clock_.advance(std::chrono::seconds(1));
  put("a", "tier.*");
  put("theirs", "", "agl");
  happen("evt_points", "points.redeemed");
  EXPECT_EQ(why("evt_none").verdict, "unknown_event");
  EXPECT_EQ(why("evt_early").verdict, "too_old");
  EXPECT_EQ(why("evt_early", "none").verdict, "removed");
  EXPECT_EQ(why("evt_points").verdict, "filtered");
  EXPECT_EQ(why("evt_points", "theirs").verdict, "not_consented");
  happen("evt_1");
  EXPECT_EQ(why("evt_1").verdict, "waiting");
  fan();
  EXPECT_EQ(why("evt_1").verdict, "waiting");
  EXPECT_TRUE(why("evt_1").message);
  deliver("dead");
  EXPECT_EQ(why("evt_1").verdict, "dead");
  EXPECT_NE(why("evt_1").reason.find("the endpoint answered 500"), std::string::npos)
      << why("evt_1").reason;
  EXPECT_TRUE(again("evt_1"));
  deliver();
  EXPECT_EQ(why("evt_1").verdict, "delivered");
  write([&](store::Session& s) {
    return pause_endpoint(s, test::organisation, "a", "they move", clock_.now());
  }).value();
  happen("evt_2");
  fan();
  EXPECT_EQ(why("evt_2").verdict, "held");
  EXPECT_NE(why("evt_2").reason.find("they move"), std::string::npos);
}

TEST_P(MessagesTest, a_test_is_for_its_endpoint_alone_also_for_a_partners) {
  put("a", "tier.*", "agl");
  put("b");
  const auto event = write([&](store::Session& s) {
                       return send_test(s, test::organisation, "a", clock_.now());
                     }).value();
  fan();
  EXPECT_EQ(state_of(event, "a"), "pending");
  EXPECT_EQ(state_of(event, "b"), "");
  EXPECT_EQ(why(event, "b").verdict, "filtered");
  const auto jobs = write([](store::Session& s) {
    return jobs::claim_kind(s, deliver_kind, 10, "w", std::chrono::seconds(30));
  });
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(read_delivery_payload(jobs[0].payload)->customer, "") << "nobody's consent is asked";
}

}  // namespace
}  // namespace patchbay::webhooks
