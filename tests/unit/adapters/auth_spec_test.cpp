#include "adapters/auth_spec.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

namespace patchbay::adapters {
namespace {

Result<Auth> read(const char* json) { return read_auth(boost::json::parse(json)); }
std::string error_of(const char* json) {
  const auto auth = read(json);
  return auth ? "accepted" : auth.error().message;
}

TEST(AuthSpec, ReadsEveryType) {
  const std::vector<std::pair<const char*, std::vector<std::string>>> types{
      {R"({"type": "none"})", {}},
      {R"({"type": "mtls"})", {}},
      {R"({"type": "oauth2_client_credentials"})", {"client_id", "client_secret"}},
      {R"({"type": "oauth2_code", "authorize_path": "/authorize", "client_proof": "none"})",
       {"client_id"}},
      {R"({"type": "oauth2_code", "issuer": "https://p.example",
           "client_proof": "private_key_jwt", "client_certificate": true})",
       {"client_id", "private_key"}},
      {R"({"type": "oauth2_password"})", {"client_id", "client_secret", "password", "username"}},
      {R"({"type": "login_token", "login_path": "/auth",
           "fields": {"username": "username", "password": "password", "pin": "pin"}})",
       {"password", "pin", "username"}},
      {R"({"type": "api_key", "header": "Authorization", "prefix": "apikey "})", {"api_key"}},
      {R"({"type": "basic"})", {"password", "username"}},
      {R"({"type": "hmac_query"})", {"client_id", "client_secret"}},
      {R"({"type": "signed_request", "parts": ["timestamp"]})", {"client_id", "client_secret"}}};
  for (const auto& [json, secrets] : types) {
    const auto auth = read(json);
    ASSERT_TRUE(auth) << json << ": " << auth.error().message;
    EXPECT_EQ(secrets_needed(*auth), secrets) << json;
    EXPECT_EQ(boost::json::parse(json).at("type").as_string(), name_of(auth->type));
  }
  EXPECT_TRUE(read(R"({"type": "mtls"})")->client_certificate);
  EXPECT_FALSE(read(R"({"type": "basic"})")->client_certificate);
}

TEST(AuthSpec, RefusesWhatItDoesNotKnowAndNamesTheNearest) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {R"({"type": "api-key"})", "did you mean \"api_key\"?"},
      {R"({"type": "api_key", "heder": "X"})",
       "auth: unknown key \"heder\"; did you mean \"header\""},
      {R"({"type": "api_key", "header": "X: 1\r\nY"})", "\"header\" must be a name"},
      {R"({"type": "api_key", "header": ""})", "\"header\" must be a name"},
      {R"({"type": "api_key", "prefix": "a\nb"})", "\"prefix\" must be printable"},
      {R"({"type": "basic", "header": "X"})", "unknown key \"header\""},
      {R"({"type": "hmac_query", "algorithm": "sha2"})", "did you mean \"sha1\"?"},
      {R"({"type": "hmac_query", "algorithm": "md5"})", "use one of: sha1, sha256, sha512"},
      {R"({"type": "hmac_query", "signature_parameter": "a&b"})", "must be a name"},
      {R"({"type": "hmac_query", "encoding": "hex"})", "encoding \"hex\" is not known"},
      {R"({"type": "signed_request", "parts": ["timestmp"]})", "did you mean \"timestamp\"?"},
      {R"({"type": "signed_request", "parts": []})", "\"parts\" is empty"},
      {R"({"type": "signed_request", "timestamp_header": ""})",
       "\"timestamp_header\" must send it"},
      {R"({"type": "oauth2_code"})", "\"authorize_path\" is missing"},
      {R"({"type": "oauth2_client_credentials", "token_path": "token"})", "must start with /"},
      {R"({"type": "oauth2_client_credentials", "authorize_path": "/a"})", "unknown key"},
      {R"({"type": "oauth2_client_credentials", "client_proof": "jwt"})", "client_proof \"jwt\""},
      {R"({"type": "oauth2_client_credentials", "token_parameters": ["a"]})", "is not a table"},
      {R"({"type": "oauth2_client_credentials", "issuer": "p.example"})",
       "must be an absolute URL"},
      {R"({"type": "oauth2_client_credentials", "expired": {"field": "error"}})",
       "needs \"values\""},
      {R"({"type": "login_token", "fields": {"a": "b"}})", "\"login_path\" is missing"},
      {R"({"type": "login_token", "login_path": "/auth"})", "\"fields\" is missing"},
      {R"({"type": "login_token", "login_path": "/auth", "fields": {"a": 1}})", "is not a text"},
      {R"({"type": "mtls", "client_certificate": false})", "mtls is nothing else"},
      {R"([])", "\"type\" is missing"},
      {R"("basic")", "auth: is not an object"}};
  for (const auto& [json, expected] : cases)
    EXPECT_NE(error_of(json).find(expected), std::string::npos) << json << ": " << error_of(json);
}

}  // namespace
}  // namespace patchbay::adapters
