#include "hub/oauth/token_answer.h"

#include <gtest/gtest.h>

#include "hub/crypto/digest.h"

namespace patchbay::oauth {
namespace {

Result<TokenAnswer> read(int status, const std::string& body) {
  return read_token_answer(http::Response{status, {}, body}, "acme");
}

TEST(TokenRequest, AuthenticatesByBasicWithEncodedParts) {
  // RFC 6749 section 2.3.1: both parts are form-encoded before they are joined by a colon.
  ClientSettings settings;
  settings.token_endpoint = "https://p.example/token";
  settings.client_id = "id:with colon";
  settings.client_secret = Secret(std::string("s&crét+"));
  settings.scope = "a b";
  const auto request = token_request(settings);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://p.example/token");
  const std::string pair = "id%3Awith%20colon:s%26cr%C3%A9t%2B";
  EXPECT_EQ(request.headers.get("Authorization"),
            "Basic " + crypto::to_base64(crypto::bytes_of(pair)));
  EXPECT_EQ(request.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.body, "grant_type=client_credentials&scope=a%20b");
  EXPECT_EQ(token_request({}).body, "grant_type=client_credentials");
}

TEST(TokenAnswer, IsRead) {
  const auto answer =
      read(200, R"({"access_token":"abc.DEF-_~+/=","token_type":"bEaReR","expires_in":3600})");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->access_token.reveal(), "abc.DEF-_~+/=");
  EXPECT_EQ(answer->expires_in, std::chrono::seconds(3600));
}

TEST(TokenAnswer, CapsItsLife) {
  const auto answer =
      read(200, R"({"access_token":"a","token_type":"Bearer","expires_in":9000000000000000000})");
  EXPECT_EQ(answer->expires_in, token_life_max);
}

TEST(TokenAnswer, RefusesEverythingThatIsNotOne) {
  const std::string bodies[] = {
      "",
      "<html><body>Welcome to the wireless network</body></html>",
      "[]",
      "null",
      "\"abc\"",
      "{",
      R"({"token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"","token_type":"Bearer","expires_in":3600})",
      R"({"access_token":7,"token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"a\r\nX-Evil: 1","token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"a\u0000b","token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"a b","token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"caf\u00e9","token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"a","expires_in":3600})",
      R"({"access_token":"a","token_type":"mac","expires_in":3600})",
      R"({"access_token":"a","token_type":["Bearer"],"expires_in":3600})",
      R"({"access_token":"a","token_type":"Bearer"})",
      R"({"access_token":"a","token_type":"Bearer","expires_in":0})",
      R"({"access_token":"a","token_type":"Bearer","expires_in":-5})",
      R"({"access_token":"a","token_type":"Bearer","expires_in":1.5})",
      R"({"access_token":"a","token_type":"Bearer","expires_in":"3600"})",
      R"({"access_token":"a","token_type":"Bearer","expires_in":99999999999999999999})",
      R"({"access_token":")" + std::string(token_bytes_max + 1, 'a') +
          R"(","token_type":"Bearer","expires_in":3600})",
      R"({"access_token":"a","token_type":"Bearer","expires_in":3600,"x":")" +
          std::string(token_answer_bytes_max, 'x') + "\"}"};
  for (const auto& body : bodies) {
    const auto answer = read(200, body);
    ASSERT_FALSE(answer) << body.substr(0, 100);
    EXPECT_EQ(answer.error().kind, ErrorKind::invalid) << body.substr(0, 100);
    EXPECT_NE(answer.error().message.find("acme"), std::string::npos);
  }
}

TEST(TokenAnswer, NamesTheErrorCodeOfARefusal) {
  const auto answer = read(401, R"({"error":"invalid_client","error_description":"s3cr3t?"})");
  EXPECT_EQ(answer.error().kind, ErrorKind::refused);
  EXPECT_NE(answer.error().message.find("invalid_client"), std::string::npos);
  EXPECT_EQ(answer.error().message.find("s3cr3t"), std::string::npos);
}

TEST(TokenAnswer, ShowsNothingOfAnUnreadableRefusal) {
  for (const std::string& body :
       {std::string("s3cr3t"), std::string(R"({"error":"s3cr3t\n"})"),
        std::string(R"({"error":7})"), R"({"error":")" + std::string(65, 'a') + "\"}"}) {
    const auto answer = read(400, body);
    EXPECT_EQ(answer.error().kind, ErrorKind::refused);
    EXPECT_NE(answer.error().message.find("no readable error code"), std::string::npos);
    EXPECT_EQ(answer.error().message.find("s3cr3t"), std::string::npos);
  }
}

TEST(TokenAnswer, SortsTheOtherStatuses) {
  const std::pair<int, ErrorKind> table[] = {
      {403, ErrorKind::refused},     {408, ErrorKind::unavailable}, {429, ErrorKind::unavailable},
      {500, ErrorKind::unavailable}, {503, ErrorKind::unavailable}, {404, ErrorKind::invalid},
      {302, ErrorKind::invalid},     {204, ErrorKind::invalid}};
  for (const auto& [status, kind] : table)
    EXPECT_EQ(read(status, "{}").error().kind, kind) << status;
}

TEST(TokenAnswer, IsUnavailableWhenTheEndpointCannotBeReached) {
  const http::Failure failure{http::Stage::connect, false, "p.example:443 refused the connection"};
  const auto answer = read_token_answer(failure, "acme");
  EXPECT_EQ(answer.error().kind, ErrorKind::unavailable);
  EXPECT_NE(answer.error().message.find("p.example:443"), std::string::npos);
}

}  // namespace
}  // namespace patchbay::oauth
