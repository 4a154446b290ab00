#include "webhooks/message_job.h"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace patchbay::webhooks {
namespace {

events::Event event(const std::string& id = "evt_1") {
  return {7, "acme", id, "tier.updated", "42", R"({"a" : 1.50,"b":"\u00e9 \",\"body\": x"})", {}};
}
Subscription to(const std::string& partner = {}) {
  Subscription made;
  made.endpoint = "ep_1";
  made.partner = partner;
  return made;
}

TEST(MessageJob, carries_the_body_byte_for_byte) {
  for (const std::string id : {"evt_1", R"(evt","body":"x)", "evt\\\",\"body\":"}) {
    const auto happened = event(id);
    const auto body = message_body(happened);
    const auto job = delivery_job(happened, to("bank"), body, {});
    EXPECT_TRUE(boost::json::parse(job.payload).is_object());
    const auto delivery = read_delivery_payload(job.payload);
    ASSERT_TRUE(delivery) << job.payload;
    EXPECT_EQ(delivery->event, id);
    EXPECT_EQ(delivery->sequence, 7);
    EXPECT_EQ(delivery->partner, "bank");
    EXPECT_EQ(delivery->customer, "42");
    EXPECT_FALSE(delivery->is_test);
    EXPECT_EQ(delivery->body, body);
  }
}

TEST(MessageJob, tells_a_customer_to_partners_endpoints_only) {
  const auto job = delivery_job(event(), to(), message_body(event()), {});
  const auto delivery = read_delivery_payload(job.payload);
  EXPECT_EQ(delivery->partner, "");
  EXPECT_EQ(delivery->customer, "");
}

TEST(MessageJob, a_body_that_is_not_carried_is_not_there) {
  const auto job = delivery_job(event(), to(), std::string(carried_body_bytes_max + 1, ' '), {});
  const auto delivery = read_delivery_payload(job.payload);
  ASSERT_TRUE(delivery);
  EXPECT_FALSE(delivery->body);
}

TEST(MessageJob, other_payloads_are_no_messages) {
  for (const char* payload :
       {"", "[]", "{}", "nonsense", R"({"event":"e"})", R"({"event":1,"sequence":1})",
        R"({"event":"e","sequence":"1"})", R"({"event":"e","sequence":1,"body":)",
        R"({"event":"e","sequence":1)"})
    EXPECT_FALSE(read_delivery_payload(payload)) << payload;
}

}  // namespace
}  // namespace patchbay::webhooks
