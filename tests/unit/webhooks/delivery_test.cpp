#include "webhooks/delivery.h"

#include "hub/access/consents.h"
#include "tests/unit/webhooks/delivery_fixture.h"

namespace patchbay::webhooks {
namespace {

using namespace test;

class DeliveryTest : public DeliveryFixture {};
PATCHBAY_ON_BOTH_STORES(DeliveryTest);

TEST_P(DeliveryTest, sends_a_signed_webhook_and_marks_it_delivered) {
  const auto end = deliver(message("evt_1"));
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(end));
  EXPECT_EQ(delivered(), 1);
  const auto seen = receiver_->seen();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/hook");
  EXPECT_EQ(seen[0].headers.get("webhook-id"), "evt_1");
  EXPECT_EQ(seen[0].headers.get("webhook-timestamp"), "1700000000");
  EXPECT_EQ(seen[0].headers.get("content-type"), "application/json");
  const auto key = decode_secret(secret).value();
  EXPECT_TRUE(verify(key, seen[0].headers, seen[0].body, clock_.now()));
  EXPECT_EQ(seen[0].body,
            R"({"type":"tier.updated","timestamp":"2023-11-14T22:13:20.000000Z",)"
            R"("data":{"customer":"42","tier":"gold","previous_tier":"","points":500}})");
}

TEST_P(DeliveryTest, withholds_what_the_customer_no_longer_consents_to) {
  const access::ConsentKey who{organisation, "42", "agl"};
  write([&](store::Session& s) {
    put_endpoint(s, organisation, {"a", receiver_->url(), secret, "", "agl"}, keys_, start);
    access::grant_consent(s, who, access::Purpose::rewards, "code", "api:eve", start);
  });
  const auto first = message("evt_1");
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(first)));
  EXPECT_EQ(receiver_->seen().size(), 1u);
  const auto second = message("evt_2");  // fanned out before the consent ends
  write([&](store::Session& s) {
    access::close_consents(s, who, std::nullopt, "api:eve", "", start);
  });
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(second)));
  EXPECT_EQ(receiver_->seen().size(), 1u);
  EXPECT_EQ(text("SELECT failure FROM webhook_attempts WHERE failure <> ''"), "consent withdrawn");
}

TEST_P(DeliveryTest, a_retry_has_the_same_id_and_body_and_a_new_timestamp) {
  receiver_->next(status(500));
  auto job = message("evt_1");
  const auto first = deliver(job);
  ASSERT_TRUE(std::holds_alternative<jobs::Again>(first));
  EXPECT_EQ(delivered(), 0);
  EXPECT_EQ(text("SELECT state FROM webhook_messages"), "pending");
  clock_.advance(std::chrono::seconds(5));
  job.attempt = 2;
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(job)));
  const auto seen = receiver_->seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].headers.get("webhook-id"), seen[1].headers.get("webhook-id"));
  EXPECT_EQ(seen[0].body, seen[1].body);
  EXPECT_EQ(seen[1].headers.get("webhook-timestamp"), "1700000005");
  EXPECT_EQ(text("SELECT failure FROM webhook_attempts WHERE attempt = 1"),
            "the endpoint answered 500 Internal Server Error");
  EXPECT_EQ(text("SELECT failure FROM webhook_attempts WHERE attempt = 2"), "");
}

TEST_P(DeliveryTest, redirects_are_failures_and_are_not_followed) {
  auto redirect = status(302);
  redirect.headers.add("Location", receiver_->url());
  receiver_->next(redirect);
  EXPECT_TRUE(std::holds_alternative<jobs::Again>(deliver(message("evt_1"))));
  EXPECT_EQ(receiver_->seen().size(), 1u);
}

TEST_P(DeliveryTest, a_used_up_policy_makes_it_dead) {
  receiver_->next(status(500));
  auto job = message("evt_1");
  job.attempt = 3;
  EXPECT_TRUE(std::holds_alternative<jobs::Dead>(deliver(job)));
  EXPECT_EQ(text("SELECT state FROM webhook_messages"), "dead");
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(job)));  // redriven
  EXPECT_EQ(text("SELECT state FROM webhook_messages"), "delivered");
}

TEST_P(DeliveryTest, retry_after_reaches_the_job) {
  auto busy = status(503);
  busy.headers.add("Retry-After", "30");
  receiver_->next(busy);
  const auto end = deliver(message("evt_1"));
  EXPECT_GE(std::get<jobs::Again>(end).at, start + std::chrono::seconds(30));
}

TEST_P(DeliveryTest, an_unreachable_endpoint_is_retried_and_recorded) {
  put("http://127.0.0.1:1/");
  EXPECT_TRUE(std::holds_alternative<jobs::Again>(deliver(message("evt_1"))));
  EXPECT_TRUE(text("SELECT failure FROM webhook_attempts").starts_with("no answer (connect)"));
}

TEST_P(DeliveryTest, a_changed_endpoint_is_seen_after_a_second) {
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(message("evt_1"))));
  const auto rotated = new_secret();
  put(receiver_->url(), rotated);
  clock_.advance(std::chrono::milliseconds(1001));
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(message("evt_2"))));
  const auto seen = receiver_->seen();
  EXPECT_TRUE(verify(decode_secret(rotated).value(), seen[1].headers, seen[1].body, clock_.now()));
}

TEST_P(DeliveryTest, a_removed_endpoint_ends_its_messages) {
  const auto job = message("evt_1");
  write([](store::Session& s) { remove_endpoint(s, organisation, "a", start); });
  const auto end = deliver(job);
  ASSERT_TRUE(std::holds_alternative<jobs::Dead>(end));
  EXPECT_EQ(receiver_->seen().size(), 0u);
  EXPECT_EQ(text("SELECT state FROM webhook_messages"), "dead");
  EXPECT_EQ(text("SELECT failure FROM webhook_attempts WHERE status = 0"),
            "the endpoint was removed");
}

TEST_P(DeliveryTest, an_interrupted_run_that_was_recorded_is_not_sent_again) {
  auto job = message("evt_1");
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(job)));
  job.interrupted = true;
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(job)));
  EXPECT_EQ(receiver_->seen().size(), 1u);
}

TEST_P(DeliveryTest, an_interrupted_run_that_was_not_recorded_is_sent_again) {
  auto job = message("evt_1");
  job.interrupted = true;
  EXPECT_TRUE(std::holds_alternative<jobs::Done>(deliver(job)));
  EXPECT_EQ(receiver_->seen().size(), 1u);
}

TEST_P(DeliveryTest, a_payload_that_is_no_message_is_dead) {
  int number = 0;
  for (const char* payload : {"", "[]", "{}", R"({"event":1,"endpoint":"a","body":"{}"})"}) {
    auto job = message("evt_" + std::to_string(++number));
    job.payload = payload;
    EXPECT_TRUE(std::holds_alternative<jobs::Dead>(deliver(job))) << payload;
  }
  EXPECT_EQ(text("SELECT DISTINCT state FROM webhook_messages"), "dead");
  EXPECT_EQ(text("SELECT DISTINCT failure FROM webhook_attempts WHERE endpoint_id = 'a'"),
            "the job's payload is not a webhook message");
}

}  // namespace
}  // namespace patchbay::webhooks
