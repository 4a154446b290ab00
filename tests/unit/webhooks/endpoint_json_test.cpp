#include "webhooks/endpoint_json.h"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace patchbay::webhooks {
namespace {

TEST(EndpointJson, settings_come_back_as_they_went) {
  DeliverySettings settings;
  settings.rate_per_second = 5;
  settings.concurrency = 100;
  settings.ordered = true;
  settings.timeout = std::chrono::milliseconds(1234);
  settings.raw = true;
  settings.retry = jobs::RetryPolicy{.attempts_max = 4,
                                     .backoff = jobs::Backoff::list,
                                     .delays = {std::chrono::seconds(1), std::chrono::hours(24)},
                                     .jitter_percent = 5,
                                     .span_max = std::chrono::hours(48)};
  const auto back = read_delivery(to_json(settings)).value();
  EXPECT_EQ(to_json(back), to_json(settings));
  EXPECT_EQ(back.retry->delays, settings.retry->delays);
  EXPECT_EQ(back.retry->span_max, settings.retry->span_max);
  const auto defaults = read_delivery(boost::json::object()).value();
  EXPECT_EQ(to_json(defaults), to_json(DeliverySettings()));
}

TEST(EndpointJson, names_the_key_that_is_wrong) {
  const auto why = [](const char* json) {
    const auto read = read_delivery(boost::json::parse(json));
    return read ? std::string("fine") : read.error().message;
  };
  EXPECT_NE(why(R"({"concurrency":0})").find("concurrency"), std::string::npos);
  EXPECT_NE(why(R"({"concurency":1})").find("did you mean"), std::string::npos);
  EXPECT_NE(why(R"({"timeout_ms":1})").find("timeout_ms"), std::string::npos);
  EXPECT_NE(why(R"({"retry":{"backoff":"list"}})").find("delays_ms"), std::string::npos);
  EXPECT_NE(why(R"({"retry":{"jitter_percent":5}})").find("jitter_percent"), std::string::npos);
  EXPECT_NE(why("[1]").find("object"), std::string::npos);
}

TEST(EndpointJson, authentication_comes_back_with_its_secrets) {
  ReceiverAuth auth;
  auth.type = ReceiverAuth::Type::mtls;
  auth.certificate = "C";
  auth.key = Secret("K");
  auth.ca = "A";
  const auto back = read_auth(revealed_json(auth)).value();
  EXPECT_EQ(back.type, auth.type);
  EXPECT_EQ(back.certificate, "C");
  EXPECT_EQ(back.key.reveal(), "K");
  EXPECT_EQ(back.ca, "A");
  EXPECT_EQ(read_auth(boost::json::object()).value().type, ReceiverAuth::Type::none);
  EXPECT_TRUE(revealed_json({}).empty());
  EXPECT_FALSE(read_auth(boost::json::parse(R"({"type":"basic"})")));
  EXPECT_FALSE(read_auth(boost::json::parse(R"({"type":"mtls","certificate":"C"})")));
}

}  // namespace
}  // namespace patchbay::webhooks
