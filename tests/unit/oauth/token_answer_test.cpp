#include "hub/oauth/token_answer.h"

#include <gtest/gtest.h>

#include "hub/oauth/json_member.h"
#include "hub/oauth/tokens.h"

namespace patchbay::oauth {
namespace {

using std::chrono::seconds;

constexpr Timestamp now{1'700'000'000'000'000};

TokenReply read(int status, const std::string& body, const ClientSettings& settings = {}) {
  return read_token_answer(settings, http::Response{status, {}, body}, "acme", now);
}
TokenAnswer answer(const std::string& body) { return std::get<TokenAnswer>(read(200, body)); }
TokenRefusal refusal(int status, const std::string& body) {
  return std::get<TokenRefusal>(read(status, body));
}
std::string with_life(const std::string& life) {
  return R"({"access_token":"a","token_type":"Bearer","expires_in":)" + life + "}";
}

TEST(TokenAnswerTest, is_read_whole) {
  const auto read = answer(
      R"({"access_token":"abc.DEF-_~+/=","token_type":"bEaReR","expires_in":3600,"refresh_token":"r 1","scope":"a b"})");
  EXPECT_EQ(read.access_token.reveal(), "abc.DEF-_~+/=");
  EXPECT_EQ(read.refresh_token.reveal(), "r 1");
  EXPECT_EQ(read.life, seconds(3600));
  EXPECT_EQ(read.scope, "a b");
}

TEST(TokenAnswerTest, needs_no_life_and_no_refresh_token) {
  const auto read = answer(R"({"access_token":"a","token_type":"Bearer","refresh_token":null})");
  EXPECT_FALSE(read.life);
  EXPECT_TRUE(read.refresh_token.empty());
  ClientSettings settings;
  settings.life_default = seconds(60);
  const auto reply = oauth::read_token_answer(
      settings, http::Response{200, {}, R"({"access_token":"a","token_type":"Bearer"})"}, "acme",
      now);
  EXPECT_EQ(std::get<TokenAnswer>(reply).life, seconds(60));
}

TEST(TokenAnswerTest, takes_a_life_as_number_or_digits_and_caps_it) {
  EXPECT_EQ(answer(with_life("60")).life, seconds(60));
  EXPECT_EQ(answer(with_life("\"60\"")).life, seconds(60));
  for (const char* longest : {"9000000000000000000", "99999999999999999999999", "\"4000000\""})
    EXPECT_EQ(answer(with_life(longest)).life, token_life_max) << longest;
}

TEST(TokenAnswerTest, is_refused_when_it_is_none) {
  const std::string bodies[] = {
      "",
      "<html><body>Welcome to the wireless network</body></html>",
      "[]",
      "null",
      "\"abc\"",
      "{",
      R"({"token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"","token_type":"Bearer"})",
      R"({"access_token":7,"token_type":"Bearer"})",
      R"({"access_token":"a\r\nX-Evil: 1","token_type":"Bearer"})",
      R"({"access_token":"a\u0000b","token_type":"Bearer"})",
      R"({"access_token":"a b","token_type":"Bearer"})",
      R"({"access_token":"caf\u00e9","token_type":"Bearer"})",
      R"({"access_token":"a"})",
      R"({"access_token":"a","token_type":"mac"})",
      R"({"access_token":"a","token_type":["Bearer"]})",
      R"({"access_token":"a","token_type":"Bearer","refresh_token":""})",
      R"({"access_token":"a","token_type":"Bearer","refresh_token":"r\n"})",
      R"({"access_token":"a","token_type":"Bearer","refresh_token":["r"]})",
      R"({"access_token":"a","token_type":"Bearer","scope":"a\u0007"})",
      R"({"access_token":"a","access_token":"b","token_type":"Bearer"})",
      R"({"access_token":"a","\u0061ccess_token":"b","token_type":"Bearer"})",
      R"({"access_token":"a","token_type":"Bearer","expires_in":60,"expires_in":6000})",
      with_life("0"),
      with_life("-5"),
      with_life("1.5"),
      with_life("\"\""),
      with_life("\"-5\""),
      with_life("\"soon\""),
      with_life("true"),
      with_life("[60]"),
      R"({"access_token":")" + std::string(token_bytes_max + 1, 'a') +
          R"(","token_type":"Bearer"})",
      R"({"access_token":"a","token_type":"Bearer","x":")" +
          std::string(token_answer_bytes_max, 'x') + "\"}"};
  for (const auto& body : bodies) {
    const auto reply = read(200, body);
    const auto* no = std::get_if<TokenRefusal>(&reply);
    ASSERT_NE(no, nullptr) << body.substr(0, 100);
    EXPECT_EQ(no->error.kind, ErrorKind::invalid) << body.substr(0, 100);
    EXPECT_NE(no->error.message.find("acme"), std::string::npos);
    EXPECT_EQ(no->code, "");
  }
}

TEST(TokenAnswerTest, names_the_code_of_a_refusal) {
  const auto no = refusal(400, R"({"error":"invalid_grant","error_description":"s3cr3t?"})");
  EXPECT_EQ(no.error.kind, ErrorKind::refused);
  EXPECT_EQ(no.code, "invalid_grant");
  EXPECT_NE(no.error.message.find("invalid_grant"), std::string::npos);
  EXPECT_EQ(no.error.message.find("s3cr3t"), std::string::npos);
}

TEST(TokenAnswerTest, shows_nothing_of_an_unreadable_refusal) {
  for (const std::string& body :
       {std::string("s3cr3t"), std::string(R"({"error":"s3cr3t\n"})"),
        std::string(R"({"error":7})"), R"({"error":")" + std::string(65, 'a') + "\"}"}) {
    const auto no = refusal(400, body);
    EXPECT_EQ(no.error.kind, ErrorKind::refused);
    EXPECT_EQ(no.code, "");
    EXPECT_EQ(no.error.message.find("s3cr3t"), std::string::npos);
  }
}

TEST(TokenAnswerTest, may_hide_an_error_in_a_200) {
  EXPECT_EQ(refusal(200, R"({"error":"invalid_grant"})").code, "invalid_grant");
  ClientSettings settings;
  settings.error_field = "status.failed";
  const std::string fine = R"(,"access_token":"a","token_type":"Bearer"})";
  for (const char* member : {"true", "1", "\"no such user\"", "{}"})
    EXPECT_TRUE(std::holds_alternative<TokenRefusal>(
        read(200, std::string(R"({"status":{"failed":)") + member + "}" + fine, settings)))
        << member;
  for (const char* member : {"false", "0", "\"\"", "null"})
    EXPECT_TRUE(std::holds_alternative<TokenAnswer>(
        read(200, std::string(R"({"status":{"failed":)") + member + "}" + fine, settings)))
        << member;
}

TEST(TokenAnswerTest, sorts_the_other_statuses) {
  const std::pair<int, ErrorKind> table[] = {
      {403, ErrorKind::refused},     {408, ErrorKind::unavailable}, {429, ErrorKind::unavailable},
      {500, ErrorKind::unavailable}, {503, ErrorKind::unavailable}, {404, ErrorKind::invalid},
      {302, ErrorKind::invalid},     {204, ErrorKind::invalid}};
  for (const auto& [status, kind] : table)
    EXPECT_EQ(refusal(status, "{}").error.kind, kind) << status;
}

TEST(TokenAnswerTest, keeps_a_wish_for_a_pause) {
  http::Response response{503, {}, ""};
  response.headers.set("Retry-After", "30");
  const auto reply = read_token_answer({}, response, "acme", now);
  EXPECT_EQ(std::get<TokenRefusal>(reply).wait, seconds(30));
}

TEST(TokenAnswerTest, is_unavailable_when_the_endpoint_cannot_be_reached) {
  const http::Failure failure{http::Stage::connect, false, "p.example:443 refused the connection"};
  const auto no = std::get<TokenRefusal>(read_token_answer({}, failure, "acme", now));
  EXPECT_EQ(no.error.kind, ErrorKind::unavailable);
  EXPECT_NE(no.error.message.find("p.example:443"), std::string::npos);
}

TEST(JwtExpiryTest, is_read_without_trust) {
  EXPECT_EQ(jwt_expiry("e30.eyJleHAiOjE3MDAwMDM2MDB9.c2ln"), Timestamp{1'700'003'600'000'000});
  for (const char* none : {"", "a", "a.b", "a.b.c", "e30.e30.", "..", "e30.eyJleHAiOi0xfQ.x",
                           "e30.eyJleHAiOiJzb29uIn0.x", "e30.W10.x"})
    EXPECT_FALSE(jwt_expiry(none)) << none;
}

TEST(JsonMemberTest, says_whether_a_name_comes_twice) {
  EXPECT_TRUE(repeats_a_name(R"({"a":1,"a":2})"));
  EXPECT_TRUE(repeats_a_name(R"({"x":[{"a":1,"b":{},"a":2}]})"));
  EXPECT_FALSE(repeats_a_name(R"({"a":{"a":{"b":1}},"b":[{"a":1},{"a":2}]})"));
  EXPECT_FALSE(repeats_a_name("<html>"));
}

TEST(ExpiredTest, is_a_401_or_what_the_settings_describe) {
  ClientSettings settings;
  EXPECT_TRUE(says_expired(settings, {401, {}, ""}));
  EXPECT_FALSE(says_expired(settings, {200, {}, R"({"error":{"code":"expired"}})"}));
  settings.expired = {"error.code", {"expired", "4011"}};
  EXPECT_TRUE(says_expired(settings, {200, {}, R"({"error":{"code":"expired"}})"}));
  EXPECT_TRUE(says_expired(settings, {200, {}, R"({"error":{"code":4011}})"}));
  EXPECT_FALSE(says_expired(settings, {200, {}, R"({"error":{"code":"other"}})"}));
  EXPECT_FALSE(says_expired(settings, {500, {}, R"({"error":{"code":"expired"}})"}));
  EXPECT_FALSE(says_expired(settings, {200, {}, "<html>"}));
}

}  // namespace
}  // namespace patchbay::oauth
