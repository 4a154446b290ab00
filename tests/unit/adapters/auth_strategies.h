#pragma once
// Every strategy with a partner that knows whether a request proves it.

#include <boost/json/parse.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "hub/crypto/digest.h"
#include "hub/crypto/mac.h"
#include "hub/http/message.h"

namespace patchbay::adapters::testing {

struct Strategy {
  const char* name;
  const char* auth;  ///< as in a manifest
  std::map<std::string, std::string> secrets;
  /// Written from the partner's side. `token` is the one it takes now.
  std::function<bool(const http::Request&, const std::string& token)> proves;
  bool has_token = false;  ///< a refused one is worth another
  bool needs_certificate = false;
};

inline bool bearer(const http::Request& request, const std::string& token) {
  return request.headers.get("Authorization") == "Bearer " + token;
}

/// PTV: the code is over everything before it.
inline bool ptv(const http::Request& request, const std::string&) {
  const auto mark = request.target.find("&signature=");
  if (mark == std::string::npos) return false;
  const std::string signed_text = request.target.substr(0, mark);
  return signed_text.find("devid=3000001") != std::string::npos &&
         request.target.substr(mark + 11) == crypto::hmac_text(crypto::MacHash::sha1,
                                                               "test-key-0001", signed_text,
                                                               crypto::MacText::hex_upper);
}

inline bool whole_request(const http::Request& request, const std::string&) {
  const std::string time(request.headers.get("X-Timestamp"));
  const std::string text = time + "\n" + request.method + "\n" + request.target + "\n" +
                           crypto::to_hex(crypto::sha256(request.body));
  return request.headers.get("X-API-Key") == "pk_test_1" &&
         request.headers.get("X-Signature") == crypto::hmac_text(crypto::MacHash::sha256,
                                                                 "sk-test-signing-key", text,
                                                                 crypto::MacText::hex_lower);
}

/// The seeds' form (R-053): over the milliseconds alone.
inline bool timestamp_only(const http::Request& request, const std::string&) {
  const std::string time(request.headers.get("X-Timestamp"));
  return time.size() == 13 && request.headers.get("Authorization") == "Bearer pk_live_1" &&
         request.headers.get("X-Signature") == crypto::hmac_text(crypto::MacHash::sha256,
                                                                 "sk-live-signing-key", time,
                                                                 crypto::MacText::hex_lower);
}

inline std::vector<Strategy> strategies() {
  const auto anybody = [](const http::Request& request, const std::string&) {
    return !request.headers.has("Authorization") && request.query().empty();
  };
  const auto basic = [](const http::Request& request, const std::string&) {
    return request.headers.get("Authorization") ==
           "Basic " + crypto::to_base64(crypto::bytes_of("till-user:pa:ss-word-9"));
  };
  const auto key = [](const http::Request& request, const std::string&) {
    return request.headers.get("X-APIKEY") == "key-0123456789";
  };
  const auto prefixed = [](const http::Request& request, const std::string&) {
    return request.headers.get("Authorization") == "apikey key-0123456789";
  };
  const std::map<std::string, std::string> client{{"client_id", "our-client"},
                                                  {"client_secret", "our-client-secret"}};
  std::map<std::string, std::string> owner = client;
  owner.insert({{"username", "owner-name"}, {"password", "owner-pass-word"}});
  return {
      {"none", R"({"type": "none"})", {}, anybody},
      {"api_key",
       R"({"type": "api_key", "header": "X-APIKEY"})",
       {{"api_key", "key-0123456789"}},
       key},
      {"api_key_with_prefix",
       R"({"type": "api_key", "header": "Authorization", "prefix": "apikey "})",
       {{"api_key", "key-0123456789"}},
       prefixed},
      {"basic",
       R"({"type": "basic"})",
       {{"username", "till-user"}, {"password", "pa:ss-word-9"}},
       basic},
      {"hmac_query",
       R"({"type": "hmac_query"})",
       {{"client_id", "3000001"}, {"client_secret", "test-key-0001"}},
       ptv},
      {"signed_request",
       R"({"type": "signed_request"})",
       {{"client_id", "pk_test_1"}, {"client_secret", "sk-test-signing-key"}},
       whole_request},
      {"signed_request_of_the_seeds",
       R"({"type": "signed_request", "parts": ["timestamp"], "timestamp_unit": "ms",
           "id_header": "Authorization", "id_prefix": "Bearer "})",
       {{"client_id", "pk_live_1"}, {"client_secret", "sk-live-signing-key"}},
       timestamp_only},
      {"oauth2_client_credentials",
       R"({"type": "oauth2_client_credentials", "token_path": "/token"})", client, bearer, true},
      {"oauth2_password", R"({"type": "oauth2_password", "token_path": "/token"})", owner, bearer,
       true},
      {"login_token",
       R"({"type": "login_token", "login_path": "/token", "token_field": "access_token",
           "fields": {"user": "username", "pin": "pin"}})",
       {{"username", "till-user"}, {"pin", "pin-4711-4711"}},
       bearer,
       true},
      {"mtls", R"({"type": "mtls"})", {}, anybody, false, true},
      {"mtls_and_a_token",
       R"({"type": "oauth2_client_credentials", "token_path": "/token",
           "client_certificate": true})",
       client, bearer, true, true},
  };
}

}  // namespace patchbay::adapters::testing
