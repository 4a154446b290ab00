#include "hub/oauth/client_auth.h"

#include <boost/json.hpp>

#include "hub/crypto/digest.h"
#include "hub/crypto/jwt.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t assertion_id_bytes = 16;
constexpr const char* assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

std::string random_id(Random& random) {
  std::array<std::byte, assertion_id_bytes> bytes{};
  random.fill(bytes);
  return crypto::to_base64url(bytes);
}

/// RFC 7523 section 3.
Result<std::string> assertion(const ClientSettings& settings, const std::string& audience,
                              const Stamp& stamp) {
  const boost::json::value claims{{"iss", settings.client_id},
                                  {"sub", settings.client_id},
                                  {"aud", settings.issuer.empty() ? audience : settings.issuer},
                                  {"jti", random_id(stamp.random)},
                                  {"iat", (stamp.now - settings.skew).seconds()},
                                  {"exp", (stamp.now + assertion_life).seconds()}};
  return crypto::sign_jwt(boost::json::serialize(claims), settings.private_key, settings.key_id);
}

/// Both parts are encoded before they are joined (RFC 6749 section 2.3.1).
std::string basic(const ClientSettings& settings) {
  const std::string pair = http::percent_encode(settings.client_id) + ":" +
                           http::percent_encode(settings.client_secret.reveal());
  return "Basic " + crypto::to_base64(crypto::bytes_of(pair));
}

}  // namespace

std::string encode(const Form& form) {
  std::string body;
  for (const auto& [name, value] : form) {
    if (!body.empty()) body += '&';
    body += http::percent_encode(name) + "=" + http::percent_encode(value);
  }
  return body;
}

Result<http::ClientRequest> authenticated(const ClientSettings& settings, const std::string& url,
                                          const std::string& audience, Form form,
                                          const Stamp& stamp) {
  http::ClientRequest request;
  request.method = "POST";
  request.url = url;
  request.timeout = settings.timeout;
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  request.headers.set("Accept", "application/json");
  if (settings.auth == EndpointAuth::basic)
    request.headers.set("Authorization", basic(settings));
  else
    form.emplace_back("client_id", settings.client_id);
  if (settings.auth == EndpointAuth::post)
    form.emplace_back("client_secret", std::string(settings.client_secret.reveal()));
  if (settings.auth == EndpointAuth::private_key_jwt) {
    auto signed_claims = assertion(settings, audience, stamp);
    if (!signed_claims) return signed_claims.error();
    form.emplace_back("client_assertion_type", assertion_type);
    form.emplace_back("client_assertion", *std::move(signed_claims));
  }
  request.body = encode(form);
  return request;
}

}  // namespace patchbay::oauth
