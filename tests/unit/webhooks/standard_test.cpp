#include "webhooks/standard.h"

#include <gtest/gtest.h>

namespace patchbay::webhooks {
namespace {

/// A published vector of the Standard Webhooks reference libraries (WEBHOOK_FACTS.md, section 5).
struct Vector {
  const char* secret;
  const char* id;
  std::int64_t seconds;
  const char* body;
  const char* signature;
};

constexpr Vector vectors[] = {
    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
     R"({"test": 2432232314})", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    {"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553,
     R"({"email":"test@example.com","username":"test_user"})",
     "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="},
};

Secret key_of(const Vector& vector) { return decode_secret(Secret(vector.secret)).value(); }

http::Headers headers_of(const Vector& vector) {
  http::Headers headers;
  headers.add("webhook-id", vector.id);
  headers.add("webhook-timestamp", std::to_string(vector.seconds));
  headers.add("webhook-signature", vector.signature);
  return headers;
}

Timestamp at(std::int64_t seconds) { return {seconds * 1'000'000}; }

class Standard : public testing::TestWithParam<Vector> {};
INSTANTIATE_TEST_SUITE_P(Published, Standard, testing::ValuesIn(vectors));

TEST_P(Standard, signs_as_published) {
  const auto& v = GetParam();
  EXPECT_EQ(sign(key_of(v), v.id, v.seconds, v.body), v.signature);
}

TEST_P(Standard, verifies_what_is_published) {
  const auto& v = GetParam();
  EXPECT_TRUE(verify(key_of(v), headers_of(v), v.body, at(v.seconds)));
}

TEST_P(Standard, header_names_have_no_case) {
  const auto& v = GetParam();
  http::Headers headers;
  headers.add("Webhook-Id", v.id);
  headers.add("WEBHOOK-TIMESTAMP", std::to_string(v.seconds));
  headers.add("Webhook-Signature", v.signature);
  EXPECT_TRUE(verify(key_of(v), headers, v.body, at(v.seconds)));
}

TEST_P(Standard, each_missing_or_empty_header_is_refused) {
  const auto& v = GetParam();
  for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    http::Headers without;
    for (const auto& [key, value] : headers_of(v)) {
      if (key != name) without.add(key, value);
    }
    EXPECT_FALSE(verify(key_of(v), without, v.body, at(v.seconds))) << name;
    auto empty = headers_of(v);
    empty.set(name, "");
    EXPECT_FALSE(verify(key_of(v), empty, v.body, at(v.seconds))) << name;
  }
}

TEST_P(Standard, changed_parts_are_refused) {
  const auto& v = GetParam();
  EXPECT_FALSE(verify(key_of(v), headers_of(v), std::string(v.body) + " ", at(v.seconds)));
  auto other_id = headers_of(v);
  other_id.set("webhook-id", "msg_other");
  EXPECT_FALSE(verify(key_of(v), other_id, v.body, at(v.seconds)));
  auto other_time = headers_of(v);
  other_time.set("webhook-timestamp", std::to_string(v.seconds + 1));
  EXPECT_FALSE(verify(key_of(v), other_time, v.body, at(v.seconds)));
  const auto other_key = decode_secret(new_secret()).value();
  EXPECT_FALSE(verify(other_key, headers_of(v), v.body, at(v.seconds)));
}

TEST_P(Standard, time_window_is_300_s_both_ways) {
  const auto& v = GetParam();
  for (const std::int64_t off : {-300, -1, 0, 1, 300}) {
    EXPECT_TRUE(verify(key_of(v), headers_of(v), v.body, at(v.seconds + off))) << off;
  }
  for (const std::int64_t off : {-301, 301, -100'000, 100'000}) {
    EXPECT_FALSE(verify(key_of(v), headers_of(v), v.body, at(v.seconds + off))) << off;
  }
}

TEST_P(Standard, malformed_timestamps_are_refused) {
  const auto& v = GetParam();
  const std::string seconds = std::to_string(v.seconds);
  for (const auto& text : {std::string("now"), seconds + ".0", " " + seconds, seconds + "x",
                           "0x" + seconds, "+" + seconds, seconds + "000000000000000"}) {
    auto headers = headers_of(v);
    headers.set("webhook-timestamp", text);
    EXPECT_FALSE(verify(key_of(v), headers, v.body, at(v.seconds))) << text;
  }
}

TEST_P(Standard, partial_and_foreign_signatures_are_refused) {
  const auto& v = GetParam();
  const std::string right = v.signature;
  for (const auto& text :
       {std::string("v1,"), std::string("v1"), right.substr(0, 8), right.substr(3),
        "v2," + right.substr(3), "v1a," + right.substr(3), right + "=", "," + right.substr(3)}) {
    auto headers = headers_of(v);
    headers.set("webhook-signature", text);
    EXPECT_FALSE(verify(key_of(v), headers, v.body, at(v.seconds))) << text;
  }
}

TEST_P(Standard, one_right_signature_among_others_is_enough) {
  const auto& v = GetParam();
  auto headers = headers_of(v);
  headers.set("webhook-signature", "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,anything " +
                                       std::string(v.signature) + " v1a,other");
  EXPECT_TRUE(verify(key_of(v), headers, v.body, at(v.seconds)));
}

TEST(StandardLimits, a_header_stuffed_with_signatures_is_refused) {
  const auto& v = vectors[0];
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "v1,x ";
  auto headers = headers_of(v);
  headers.set("webhook-signature", many + v.signature);
  EXPECT_FALSE(verify(key_of(v), headers, v.body, at(v.seconds)));
}

TEST(StandardLimits, an_empty_key_verifies_nothing) {
  const auto& v = vectors[0];
  auto headers = headers_of(v);
  headers.set("webhook-signature", sign(Secret(""), v.id, v.seconds, v.body));
  EXPECT_FALSE(verify(Secret(""), headers, v.body, at(v.seconds)));
}

TEST(StandardLimits, refusals_are_all_alike) {
  const auto& v = vectors[0];
  auto wrong = headers_of(v);
  wrong.set("webhook-signature", "v1,AAAA");
  const auto by_signature = verify(key_of(v), wrong, v.body, at(v.seconds));
  const auto by_time = verify(key_of(v), headers_of(v), v.body, at(v.seconds + 1000));
  EXPECT_EQ(by_signature.error().message, by_time.error().message);
  EXPECT_EQ(by_time.error().kind, ErrorKind::refused);
}

TEST(StandardSecret, prefix_may_be_missing) {
  const Secret bare("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  EXPECT_EQ(decode_secret(bare).value().reveal(), key_of(vectors[0]).reveal());
  EXPECT_EQ(key_of(vectors[0]).reveal().size(), 24u);
}

TEST(StandardSecret, bad_secrets_are_refused) {
  const std::string too_long = "whsec_" + std::string(88, 'A');  // 66 bytes
  for (const std::string text : {"", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", "hello there",
                                 "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                 "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", too_long.c_str()}) {
    const auto secret = decode_secret(Secret(text));
    ASSERT_FALSE(secret) << text;
    EXPECT_EQ(secret.error().kind, ErrorKind::invalid);
  }
}

TEST(StandardSecret, errors_do_not_quote_it) {
  const auto secret = decode_secret(Secret("whsec_almostright"));
  EXPECT_EQ(secret.error().message.find("almostright"), std::string::npos);
}

TEST(StandardSecret, new_ones_have_32_random_bytes) {
  const auto one = new_secret();
  const auto other = new_secret();
  EXPECT_TRUE(one.reveal().starts_with("whsec_"));
  EXPECT_EQ(decode_secret(one).value().reveal().size(), 32u);
  EXPECT_NE(one.reveal(), other.reveal());
}

}  // namespace
}  // namespace patchbay::webhooks
