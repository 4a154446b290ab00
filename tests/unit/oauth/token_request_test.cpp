#include "hub/oauth/token_request.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "hub/crypto/digest.h"
#include "hub/crypto/jwt.h"
#include "tests/unit/oauth/partner.h"

namespace patchbay::oauth::testing {
namespace {

ClientSettings settings(EndpointAuth auth = EndpointAuth::basic) {
  ClientSettings made;
  made.auth = auth;
  made.client_id = "id:with colon";
  made.client_secret = Secret(std::string("s&crét+"));
  return made;
}
Endpoints at() {
  return {"https://p.example/auth", "https://p.example/token", "https://p.example/revoke"};
}
Stamp stamp() {
  static SeededRandom random(1);
  return {{1'700'000'000'000'000}, random};
}
http::ClientRequest grant(const ClientSettings& with) {
  return grant_request(with, at(), stamp()).value();
}

TEST(TokenRequestTest, authenticates_by_basic_with_encoded_parts) {
  auto with = settings();
  with.scope = "a b";
  const auto request = grant(with);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://p.example/token");
  const std::string pair = "id%3Awith%20colon:s%26cr%C3%A9t%2B";
  EXPECT_EQ(request.headers.get("Authorization"),
            "Basic " + crypto::to_base64(crypto::bytes_of(pair)));
  EXPECT_EQ(request.headers.get("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(request.body, "grant_type=client_credentials&scope=a%20b");
}

TEST(TokenRequestTest, authenticates_in_the_form_or_not_at_all) {
  const auto post = fields_of(grant(settings(EndpointAuth::post)).body);
  EXPECT_EQ(post.at("client_id"), "id:with colon");
  EXPECT_EQ(post.at("client_secret"), "s&crét+");
  const auto request = grant(settings(EndpointAuth::none));
  EXPECT_EQ(request.body, "grant_type=client_credentials&client_id=id%3Awith%20colon");
  EXPECT_EQ(request.headers.get("Authorization"), "");
}

TEST(TokenRequestTest, says_what_is_wrong_with_a_key_without_quoting_it) {
  auto with = settings(EndpointAuth::private_key_jwt);
  with.private_key = Secret(std::string("not a key s3cr3t"));
  const auto request = grant_request(with, at(), stamp());
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().kind, ErrorKind::invalid);
  EXPECT_EQ(request.error().message.find("s3cr3t"), std::string::npos);
}

TEST(TokenRequestTest, challenges_as_the_specification_does) {
  // RFC 7636 appendix B.
  auto with = settings();
  with.scope = "x";
  with.authorization_parameters = {{"prompt", "consent"}};
  auto where = at();
  where.authorization = "https://p.example/auth?tenant=1";
  const Challenge challenge{"st/ate",
                            Secret(std::string("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
                            "https://hub.example/oauth/acme/callback"};
  const auto url = authorization_url(with, where, challenge);
  EXPECT_TRUE(url.starts_with("https://p.example/auth?tenant=1&response_type=code&")) << url;
  const auto query = fields_of(url.substr(url.find('?') + 1));
  EXPECT_EQ(query.at("code_challenge"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  EXPECT_EQ(query.at("code_challenge_method"), "S256");
  EXPECT_EQ(query.at("state"), "st/ate");
  EXPECT_EQ(query.at("redirect_uri"), "https://hub.example/oauth/acme/callback");
  EXPECT_EQ(query.at("prompt"), "consent");
  EXPECT_EQ(url.find("dBjft"), std::string::npos) << "the verifier stays here";
}

TEST(TokenRequestTest, sends_what_each_grant_wants) {
  auto with = settings(EndpointAuth::none);
  with.token_parameters = {{"audience", "api"}};
  const auto code = fields_of(
      code_request(with, at(), {Secret(std::string("c")), Secret(std::string("v")), "https://r"},
                   stamp())
          .value()
          .body);
  EXPECT_EQ(code, (Fields{{"grant_type", "authorization_code"},
                          {"code", "c"},
                          {"code_verifier", "v"},
                          {"redirect_uri", "https://r"},
                          {"audience", "api"},
                          {"client_id", "id:with colon"}}));
  const auto refresh =
      fields_of(refresh_request(with, at(), Secret(std::string("r")), stamp()).value().body);
  EXPECT_EQ(refresh.at("grant_type"), "refresh_token");
  EXPECT_EQ(refresh.at("refresh_token"), "r");
  const auto revoke =
      revocation_request(with, at(), Secret(std::string("t")), "access_token", stamp()).value();
  EXPECT_EQ(revoke.url, "https://p.example/revoke");
  EXPECT_EQ(fields_of(revoke.body), (Fields{{"token", "t"},
                                            {"token_type_hint", "access_token"},
                                            {"client_id", "id:with colon"}}));
  with.grant = GrantType::authorization_code;
  EXPECT_FALSE(grant_request(with, at(), stamp()));
}

TEST(MetadataTest, is_looked_for_where_the_specifications_say) {
  EXPECT_EQ(metadata_urls("https://p.example").value(),
            (std::vector<std::string>{"https://p.example/.well-known/oauth-authorization-server",
                                      "https://p.example/.well-known/openid-configuration"}));
  EXPECT_EQ(
      metadata_urls("https://p.example/tenant/1").value(),
      (std::vector<std::string>{"https://p.example/.well-known/oauth-authorization-server/tenant/1",
                                "https://p.example/tenant/1/.well-known/openid-configuration"}));
  EXPECT_TRUE(metadata_urls("http://127.0.0.1:8080"));
  for (const char* bad : {"http://p.example", "https://p.example?x=1", "ftp://p.example", ""})
    EXPECT_FALSE(metadata_urls(bad)) << bad;
}

TEST(MetadataTest, is_read_strictly) {
  const std::string issuer = "https://p.example";
  const auto document = [&](const std::string& more) {
    return R"({"issuer":"https://p.example","token_endpoint":"https://p.example/t")" + more + "}";
  };
  const auto read =
      read_metadata(issuer, document(R"(,"revocation_endpoint":"https://p.example/r",)"
                                     R"("authorization_response_iss_parameter_supported":true)"));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->token, "https://p.example/t");
  EXPECT_EQ(read->revocation, "https://p.example/r");
  EXPECT_EQ(read->authorization, "");
  EXPECT_TRUE(read->announces_iss);
  const std::string bad[] = {"",
                             "<html>",
                             "[]",
                             R"({"token_endpoint":"https://p.example/t"})",
                             R"({"issuer":"https://p.example/"})",
                             R"({"issuer":"https://evil.example"})",
                             document(R"(,"issuer":"https://p.example")"),
                             document(R"(,"authorization_endpoint":"http://p.example/a")"),
                             document(R"(,"authorization_endpoint":7)"),
                             document(R"(,"code_challenge_methods_supported":["plain"])"),
                             document(R"(,"x":")" + std::string(metadata_bytes_max, 'x') + "\"")};
  for (const auto& body : bad) {
    const auto refused = read_metadata(issuer, body);
    ASSERT_FALSE(refused) << body.substr(0, 100);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  }
}

}  // namespace
}  // namespace patchbay::oauth::testing
