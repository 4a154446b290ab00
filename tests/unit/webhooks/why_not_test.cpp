#include <gtest/gtest.h>

#include "webhooks/why_not_facts.h"

namespace patchbay::webhooks {
namespace {

constexpr Timestamp now{1'700'000'000'000'000};

WhyFacts pending() {
  WhyFacts facts;
  facts.event_id = "evt_1";
  facts.event = {"tier.updated", "42", now - Duration(10), true};
  facts.endpoint.emplace();
  facts.message.emplace();
  facts.message->state = "pending";
  facts.job.emplace();
  facts.job->due_at = now;
  facts.now = now;
  return facts;
}

TEST(WhyNot, tells_a_wait_for_the_next_attempt_from_one_that_runs) {
  auto facts = pending();
  facts.job->due_at = now + std::chrono::seconds(60);
  EXPECT_NE(explain(facts).reason.find("the next attempt is at 2023-11-14T22:14:20"),
            std::string::npos)
      << explain(facts).reason;
  facts.job->is_at_work = true;
  EXPECT_TRUE(explain(facts).reason.starts_with("an attempt is under way"));
  facts.job.reset();
  EXPECT_TRUE(explain(facts).reason.starts_with("its last attempt is just ending"));
}

TEST(WhyNot, tells_a_rate_and_a_lane) {
  auto facts = pending();
  facts.endpoint->delivery.rate_per_second = 5;
  EXPECT_EQ(explain(facts).verdict, "rate_limited");
  facts.message->attempts = 1;
  facts.job->due_at = now + std::chrono::seconds(60);
  EXPECT_EQ(explain(facts).verdict, "waiting") << "it is the schedule that it waits for";
  facts.job->in_lane = true;
  EXPECT_TRUE(explain(facts).reason.starts_with("an earlier event of the same customer"));
}

TEST(WhyNot, a_young_endpoint_and_another_filter_are_told_apart) {
  auto facts = pending();
  facts.message.reset();
  facts.is_wanted = facts.may_know = true;
  facts.endpoint->created_at = now;
  EXPECT_EQ(explain(facts).verdict, "too_old");
  facts.endpoint->created_at = now - Duration(20);
  EXPECT_EQ(explain(facts).verdict, "filtered");
  facts.event->is_fanned_out = false;
  EXPECT_EQ(explain(facts).verdict, "waiting");
}

TEST(WhyNot, what_is_on_request_has_to_be_asked_for) {
  auto facts = pending();
  facts.message.reset();
  facts.event->type = "points.earned";
  const auto told = explain(facts);
  EXPECT_EQ(told.verdict, "filtered");
  EXPECT_NE(told.reason.find("only to endpoints that name it"), std::string::npos) << told.reason;
}

}  // namespace
}  // namespace patchbay::webhooks
