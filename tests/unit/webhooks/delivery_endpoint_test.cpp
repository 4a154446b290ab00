// What an endpoint's own settings and state make of a delivery.

#include "tests/unit/webhooks/delivery_fixture.h"
#include "webhooks/burial.h"
#include "webhooks/endpoint_health.h"
#include "webhooks/inbox.h"

namespace patchbay::webhooks {
namespace {

using namespace test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class DeliveryEndpointTest : public DeliveryFixture {
 protected:
  /// An endpoint of the API's kind, with an id of its own. Its jobs are claimed by message().
  std::string create(EndpointDraft draft) {
    write([](store::Session& s) { remove_endpoint(s, organisation, "a", start); });
    draft.url = receiver_->url();
    return write([&](store::Session& s) {
      const AddressGuard guard(http::Networks::parse_list("127.0.0.0/8").value());
      return create_endpoint(s, organisation, draft, keys_, guard, start).value().id;
    });
  }
  std::int64_t number(const std::string& sql) {
    return read(
        [&](store::Session& s) { return store::query_value<std::int64_t>(s, sql).value_or(-1); });
  }
  std::string state() { return text("SELECT state FROM webhook_endpoints"); }
  /// The message is tried and fails, so long after the start.
  jobs::End fail_after(const jobs::Job& job, Duration since_start) {
    clock_.advance(start + since_start - clock_.now());
    receiver_->next(status(500));
    return deliver(job);
  }
};
PATCHBAY_ON_BOTH_STORES(DeliveryEndpointTest);

TEST_P(DeliveryEndpointTest, sends_the_endpoints_own_headers) {
  EndpointDraft draft;
  draft.headers = {{"X-Api-Key", "s3cret"}, {"X-Env", "test"}};
  create(draft);
  EXPECT_TRUE(is_done(deliver(message("evt_1"))));
  const auto seen = receiver_->seen();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].headers.get("x-api-key"), "s3cret");
  EXPECT_EQ(seen[0].headers.get("x-env"), "test");
  EXPECT_EQ(text("SELECT sealed_headers FROM webhook_endpoints").find("s3cret"), std::string::npos);
}

TEST_P(DeliveryEndpointTest, signs_with_every_secret_that_lives) {
  const auto other = write([&](store::Session& s) {
    return rotate_secret(s, organisation, "a", hours(1), keys_, start).value().secret;
  });
  const auto old_key = decode_secret(secret).value();
  const auto new_key = decode_secret(other).value();
  EXPECT_TRUE(is_done(deliver(message("evt_1"))));
  auto seen = receiver_->seen();
  EXPECT_TRUE(verify(old_key, seen[0].headers, seen[0].body, clock_.now()));
  EXPECT_TRUE(verify(new_key, seen[0].headers, seen[0].body, clock_.now()));
  clock_.advance(hours(1));
  EXPECT_TRUE(is_done(deliver(message("evt_2"))));
  seen = receiver_->seen();
  EXPECT_FALSE(verify(old_key, seen[1].headers, seen[1].body, clock_.now()));
  EXPECT_TRUE(verify(new_key, seen[1].headers, seen[1].body, clock_.now()));
}

TEST_P(DeliveryEndpointTest, holds_a_message_whose_endpoint_was_paused_meanwhile) {
  const auto job = message("evt_1");
  write([](store::Session& s) { pause_endpoint(s, organisation, "a", "moving", start).value(); });
  EXPECT_TRUE(is_done(deliver(job)));
  EXPECT_EQ(receiver_->seen().size(), 0u);
  EXPECT_EQ(text("SELECT state FROM webhook_messages"), "held");
  EXPECT_EQ(text("SELECT reason FROM webhook_messages"), "the endpoint is paused: moving");
  EXPECT_EQ(number("SELECT COUNT(*) FROM webhook_attempts"), 0);
}

TEST_P(DeliveryEndpointTest, holds_nothing_once_the_endpoint_was_resumed) {
  const auto first = message("evt_1"), job = message("evt_2");
  write([](store::Session& s) { pause_endpoint(s, organisation, "a", "moving", start).value(); });
  EXPECT_TRUE(is_done(deliver(first)));
  write([](store::Session& s) { resume_endpoint(s, organisation, "a", start).value(); });
  // The hub has the pause in memory still.
  EXPECT_TRUE(std::holds_alternative<jobs::Later>(deliver(job)));
  EXPECT_EQ(number("SELECT COUNT(*) FROM webhook_messages WHERE state = 'held'"), 1);
  clock_.advance(milliseconds(1001));
  EXPECT_TRUE(is_done(deliver(job)));
  EXPECT_EQ(receiver_->seen().size(), 1u);
}

TEST_P(DeliveryEndpointTest, sees_an_endpoint_that_was_made_anew) {
  EXPECT_TRUE(is_done(deliver(message("evt_1"))));
  put(here());
  put(here());  // version 3
  clock_.advance(milliseconds(1001));
  EXPECT_TRUE(is_done(deliver(message("evt_2"))));
  const auto other = new_secret();
  write([&](store::Session& s) {
    remove_endpoint(s, organisation, "a", start);
    put_endpoint(s, organisation, {"a", receiver_->url(), other, ""}, keys_, start);
  });
  const auto job = message("evt_3");
  clock_.advance(milliseconds(1001));
  EXPECT_TRUE(is_done(deliver(job)));
  const auto last = receiver_->seen().back();
  EXPECT_TRUE(verify(decode_secret(other).value(), last.headers, last.body, clock_.now()));
}

TEST_P(DeliveryEndpointTest, a_test_goes_out_to_a_paused_endpoint) {
  write([](store::Session& s) {
    pause_endpoint(s, organisation, "a", "", start).value();
    send_test(s, organisation, "a", start).value();
    Subscriptions subscriptions;
    fan_out(s, subscriptions, 10, start);
  });
  const auto job = write([](store::Session& s) {
    return jobs::claim_kind(s, deliver_kind, 1, "test", seconds(30)).at(0);
  });
  EXPECT_TRUE(is_done(deliver(job)));
  ASSERT_EQ(receiver_->seen().size(), 1u);
  EXPECT_NE(receiver_->seen()[0].body.find(R"("type":"webhook.test")"), std::string::npos);
}

TEST_P(DeliveryEndpointTest, gone_disables_the_endpoint_and_says_so) {
  const auto first = message("evt_1"), next = message("evt_2");
  receiver_->next(status(410));
  EXPECT_TRUE(std::holds_alternative<jobs::Dead>(deliver(first)));
  EXPECT_EQ(state(), "disabled");
  EXPECT_EQ(text("SELECT state_reason FROM webhook_endpoints"), "it answered 410 Gone");
  EXPECT_EQ(text("SELECT subject FROM events WHERE type = 'endpoint.disabled'"), "a");
  clock_.advance(milliseconds(1001));
  EXPECT_TRUE(is_done(deliver(next)));
  EXPECT_EQ(receiver_->seen().size(), 1u);
  EXPECT_EQ(number("SELECT COUNT(*) FROM webhook_messages WHERE state = 'held'"), 1);
}

TEST_P(DeliveryEndpointTest, five_days_of_failures_disable_it_after_a_warning) {
  const auto job = message("evt_1");
  fail_after(job, hours(0));
  EXPECT_EQ(number("SELECT failing_since FROM webhook_endpoints"), start.micros);
  fail_after(job, hours(71));
  EXPECT_EQ(number("SELECT COUNT(*) FROM events WHERE type = 'endpoint.failing'"), 0);
  fail_after(job, hours(72));
  fail_after(job, hours(73));
  EXPECT_EQ(number("SELECT COUNT(*) FROM events WHERE type = 'endpoint.failing'"), 1);
  EXPECT_EQ(state(), "active");
  fail_after(job, hours(120));
  EXPECT_EQ(state(), "disabled");
  EXPECT_EQ(number("SELECT COUNT(*) FROM events WHERE type = 'endpoint.disabled'"), 1);
}

TEST_P(DeliveryEndpointTest, a_success_in_between_forgets_the_failures) {
  const auto job = message("evt_1");
  fail_after(job, hours(0));
  clock_.advance(hours(100));
  EXPECT_TRUE(is_done(deliver(job)));
  EXPECT_EQ(number("SELECT COALESCE(failing_since, -7) FROM webhook_endpoints"), -7);
  const auto next = message("evt_2");
  fail_after(next, hours(121));
  EXPECT_EQ(state(), "active");
}

TEST_P(DeliveryEndpointTest, the_news_of_an_endpoint_fit_their_schema) {
  receiver_->next(status(410));
  deliver(message("evt_1"));
  const auto watcher = NewEndpoint{"watcher", receiver_->url(), secret, "endpoint.*"};
  put(watcher);
  const auto job = message("evt_2");
  EXPECT_EQ(job.partner, "watcher");
  EXPECT_EQ(number("SELECT COUNT(*) FROM webhook_messages WHERE state = 'dead' AND reason LIKE "
                   "'%schema%'"),
            0);
}

TEST_P(DeliveryEndpointTest, keeps_the_answer_of_each_attempt) {
  auto bad = status(500);
  bad.headers.add("X-Trace", "t1");
  bad.body = "it broke";
  receiver_->next(bad);
  auto job = message("evt_1");
  deliver(job);
  job.attempt = 2;
  EXPECT_TRUE(is_done(deliver(job)));
  EXPECT_EQ(text("SELECT body FROM webhook_attempts WHERE attempt = 1"), "it broke");
  EXPECT_NE(
      text("SELECT headers FROM webhook_attempts WHERE attempt = 1").find(R"("X-Trace":"t1")"),
      std::string::npos);
  EXPECT_EQ(number("SELECT status FROM webhook_attempts WHERE attempt = 2"), 204);
  EXPECT_EQ(number("SELECT attempts FROM webhook_messages"), 2);
}

TEST_P(DeliveryEndpointTest, one_that_asks_for_time_is_left_alone) {
  const jobs::Source source{deliver_kind, organisation, "a"};
  EXPECT_EQ(deliverer_.hold(source), Duration(0));
  auto busy = status(429);
  busy.headers.add("Retry-After", "30");
  receiver_->next(busy);
  deliver(message("evt_1"));
  EXPECT_EQ(deliverer_.hold(source), Duration(seconds(30)));
  EXPECT_EQ(deliverer_.hold({"reward.issue", organisation, "a"}), Duration(0));
  clock_.advance(seconds(30));
  EXPECT_EQ(deliverer_.hold(source), Duration(0));
}

TEST_P(DeliveryEndpointTest, keeps_to_the_endpoints_rate) {
  auto slow = here();
  slow.delivery.rate_per_second = 1;
  put(slow);
  const auto first = message("evt_1"), second = message("evt_2");
  EXPECT_TRUE(is_done(deliver(first)));
  EXPECT_TRUE(std::holds_alternative<jobs::Later>(deliver(second)));
  EXPECT_GT(deliverer_.hold({deliver_kind, organisation, "a"}), Duration(0));
  EXPECT_EQ(receiver_->seen().size(), 1u);
  EXPECT_EQ(text("SELECT state FROM webhook_messages ORDER BY event_sequence DESC"), "pending");
  clock_.advance(seconds(2));
  EXPECT_TRUE(is_done(deliver(second)));
  EXPECT_EQ(receiver_->seen().size(), 2u);
}

TEST_P(DeliveryEndpointTest, gives_an_endpoint_the_places_it_wants) {
  const jobs::Source source{deliver_kind, organisation, "a"};
  EXPECT_EQ(deliverer_.places(source), 10u) << "as long as it is unknown";
  auto wide = here();
  wide.delivery.concurrency = 200;
  put(wide);
  deliver(message("evt_1"));
  EXPECT_EQ(deliverer_.places(source), 200u);
  receiver_->next(status(500));
  const auto job = message("evt_2");
  deliver(job);
  EXPECT_EQ(deliverer_.places(source), 10u) << "while it fails";
  deliver(job);
  EXPECT_EQ(deliverer_.places(source), 200u);
  EXPECT_EQ(deliverer_.places({"reward.issue", organisation, "a"}), 0u);
}

TEST_P(DeliveryEndpointTest, obeys_the_endpoints_own_retries) {
  auto own = here();
  own.delivery.retry = jobs::RetryPolicy{.attempts_max = 2,
                                         .backoff = jobs::Backoff::list,
                                         .delays = {hours(7)},
                                         .span_max = hours(10)};
  put(own);
  auto job = message("evt_1");
  receiver_->next(status(500));
  const auto first = deliver(job);
  EXPECT_EQ(std::get<jobs::Again>(first).at, clock_.now() + hours(7));
  job.attempt = 2;
  receiver_->next(status(500));
  EXPECT_TRUE(std::holds_alternative<jobs::Dead>(deliver(job)));
}

TEST_P(DeliveryEndpointTest, gets_a_token_first_where_the_receiver_wants_one) {
  EndpointDraft draft;
  draft.auth.type = ReceiverAuth::Type::oauth2_client_credentials;
  draft.auth.token_url = receiver_->url() + "/token";
  draft.auth.client_id = "hub";
  draft.auth.client_secret = Secret("client-secret");
  create(draft);
  auto token = status(200);
  token.headers.add("Content-Type", "application/json");
  token.body = R"({"access_token":"T1","token_type":"Bearer","expires_in":3600})";
  receiver_->next(token);
  EXPECT_TRUE(is_done(deliver(message("evt_1"))));
  EXPECT_TRUE(is_done(deliver(message("evt_2"))));
  const auto seen = receiver_->seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].target, "/hook/token");
  EXPECT_NE(seen[0].body.find("grant_type=client_credentials"), std::string::npos);
  EXPECT_EQ(seen[1].headers.get("authorization"), "Bearer T1");
  EXPECT_EQ(seen[2].headers.get("authorization"), "Bearer T1");
  receiver_->next(status(401));
  token.body = R"({"access_token":"T2","token_type":"Bearer","expires_in":3600})";
  receiver_->next(token);
  auto job = message("evt_3");
  EXPECT_TRUE(std::holds_alternative<jobs::Again>(deliver(job)));
  EXPECT_TRUE(is_done(deliver(job)));
  EXPECT_EQ(receiver_->seen().back().headers.get("authorization"), "Bearer T2");
}

TEST_P(DeliveryEndpointTest, no_token_is_a_failure_that_is_tried_again) {
  EndpointDraft draft;
  draft.auth.type = ReceiverAuth::Type::oauth2_client_credentials;
  draft.auth.token_url = receiver_->url() + "/token";
  draft.auth.client_id = "hub";
  create(draft);
  receiver_->next(status(503));
  EXPECT_TRUE(std::holds_alternative<jobs::Again>(deliver(message("evt_1"))));
  EXPECT_TRUE(text("SELECT failure FROM webhook_attempts").starts_with("no token"));
  EXPECT_EQ(receiver_->seen().size(), 1u);
}

TEST_P(DeliveryEndpointTest, passes_on_what_came_in_byte_for_byte) {
  auto raw = here();
  raw.event_types = "webhook.received";
  raw.delivery.raw = true;
  put(raw);
  put({"b", receiver_->url(), secret, "webhook.received"});
  const std::string body("a=1&b=\0\xff", 8);
  const auto jobs = write([&](store::Session& s) {
    const std::vector came{Inbound{organisation, "p", "1", "order.paid",
                                   "application/x-www-form-urlencoded", body, start}};
    keep(s, came, start);
    fan_out(s, subscriptions_, 10, start);
    return jobs::claim_kind(s, deliver_kind, 2, "test", seconds(30));
  });
  for (const auto& job : jobs) EXPECT_TRUE(is_done(deliver(job))) << job.partner;
  const auto seen = receiver_->seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].body, body);
  EXPECT_EQ(seen[0].headers.get("content-type"), "application/x-www-form-urlencoded");
  EXPECT_TRUE(verify(decode_secret(secret).value(), seen[0].headers, seen[0].body, clock_.now()));
  EXPECT_NE(seen[1].body.find(R"("type":"order.paid")"), std::string::npos) << seen[1].body;
}

TEST_P(DeliveryEndpointTest, sends_a_body_that_is_too_long_for_its_job) {
  auto wide = event("evt_1", "alert.raised");
  wide.data = R"({"what":")" + std::string(100'000, 'x') + R"(","where":"","to_do":""})";
  EXPECT_TRUE(is_done(deliver(message(wide))));
  ASSERT_EQ(receiver_->seen().size(), 1u);
  EXPECT_NE(receiver_->seen()[0].body.find(wide.data), std::string::npos);
}

TEST_P(DeliveryEndpointTest, a_job_that_was_given_up_buries_its_message) {
  message("evt_1");
  jobs::Job told;
  told.organisation = organisation;
  told.partner = "a";
  told.payload = R"({"key":"evt_1/a","lease":1,"reason":"it ended its worker"})";
  const auto burial = make_burial(store(), clock_);
  EXPECT_TRUE(is_done(loop_->run(burial(told))));
  EXPECT_EQ(text("SELECT state FROM webhook_messages"), "dead");
  EXPECT_EQ(text("SELECT reason FROM webhook_messages"),
            "its job was given up: it ended its worker");
  told.payload = R"({"key":"evt_unknown/a","lease":1,"reason":""})";
  EXPECT_TRUE(is_done(loop_->run(burial(told))));
}

}  // namespace
}  // namespace patchbay::webhooks
