#include "hub/access/idempotency.h"

#include <gtest/gtest.h>

namespace patchbay::access {
namespace {

TEST(IdempotencyKey, quoted_and_bare_are_the_same_key) {
  const std::string uuid = "8e03978e-40d5-43e8-bc93-6894a57f9324";
  EXPECT_EQ(parse_idempotency_key(uuid).value(), uuid);
  EXPECT_EQ(parse_idempotency_key("\"" + uuid + "\"").value(), uuid);
  EXPECT_EQ(parse_idempotency_key(R"("a\"b\\c")").value(), R"(a"b\c)");
  EXPECT_EQ(parse_idempotency_key(R"(a"b)").value(), R"(a"b)") << "bare: taken as it is";
  EXPECT_EQ(parse_idempotency_key("\"" + std::string(255, 'x') + "\"").value().size(), 255U);
}

TEST(IdempotencyKey, everything_else_is_refused_by_the_headers_name) {
  for (const auto& bad : std::vector<std::string>{
           std::string(), std::string("\"\""), std::string("\""), std::string("\"a"),
           std::string("\"a\"b\""), std::string("\"a\\\""), std::string("\"a\\x\""),
           std::string("a b"), std::string("\"a b\""), std::string("a\tb"),
           std::string("k\xC3\xA4se"), std::string("a\0b", 3), std::string("a\x7F"),
           std::string("\"a\";b=1"), std::string(256, 'x')}) {
    const auto key = parse_idempotency_key(bad);
    ASSERT_FALSE(key) << bad;
    EXPECT_NE(key.error().message.find("Idempotency-Key"), std::string::npos);
  }
}

TEST(IdempotencyKey, scope_is_credential_method_and_route) {
  const KeyScope scope{"acme", "token", "POST", "/a"};
  const auto digest = digest_of(scope);
  EXPECT_EQ(digest, digest_of(scope));
  EXPECT_EQ(digest.size(), 64U);
  for (const KeyScope& other :
       {KeyScope{"acm", "etoken", "POST", "/a"}, KeyScope{"acme", "other", "POST", "/a"},
        KeyScope{"acme", "token", "PUT", "/a"}, KeyScope{"acme", "token", "POST", "/b"}})
    EXPECT_NE(digest, digest_of(other));
}

TEST(IdempotencyKey, fingerprints_tell_parts_apart) {
  EXPECT_EQ(fingerprint_of({"a", "b"}), fingerprint_of({"a", "b"}));
  EXPECT_NE(fingerprint_of({"a", "b"}), fingerprint_of({"ab", ""}));
  EXPECT_NE(fingerprint_of({"a", "b"}), fingerprint_of({"b", "a"}));
  EXPECT_NE(fingerprint_of({"1:a"}), fingerprint_of({"a"}));
}

TEST(IdempotencyKey, what_is_decided) {
  KeyRow row{"f", true, false, {}};
  EXPECT_TRUE(std::holds_alternative<Proceed>(decide(std::nullopt, "f")));
  EXPECT_TRUE(std::holds_alternative<InFlight>(decide(row, "f")));
  EXPECT_TRUE(std::holds_alternative<OtherRequest>(decide(row, "g")));
  row.running = false;
  row.answer.body = "done";
  EXPECT_EQ(std::get<Replay>(decide(row, "f")).answer.body, "done");
  EXPECT_TRUE(std::holds_alternative<OtherRequest>(decide(row, "g")));
  row.expired = true;
  EXPECT_TRUE(std::holds_alternative<Proceed>(decide(row, "f")));
  EXPECT_TRUE(std::holds_alternative<Proceed>(decide(row, "g")));
}

}  // namespace
}  // namespace patchbay::access
