#include "hub/oauth/token_request.h"

#include <boost/json.hpp>

#include "hub/crypto/digest.h"
#include "hub/crypto/jwt.h"

namespace patchbay::oauth {
namespace {

Result<http::ClientRequest> to_token_endpoint(const ClientSettings& settings, const Endpoints& at,
                                              Form form, const Stamp& stamp) {
  for (const auto& [name, value] : settings.token_parameters) form.emplace_back(name, value);
  return authenticated(settings, at.token, at.token, std::move(form), stamp);
}

void add_scope(const ClientSettings& settings, Form& form) {
  if (!settings.scope.empty()) form.emplace_back("scope", settings.scope);
}

http::ClientRequest login_request(const ClientSettings& settings, const Endpoints& at) {
  boost::json::object fields;
  for (const auto& [name, value] : settings.login.fields) fields[name] = value.reveal();
  http::ClientRequest request;
  request.method = "POST";
  request.url = at.token;
  request.timeout = settings.timeout;
  request.headers.set("Content-Type", "application/json");
  request.headers.set("Accept", "application/json");
  request.body = boost::json::serialize(fields);
  return request;
}

}  // namespace

Result<http::ClientRequest> grant_request(const ClientSettings& settings, const Endpoints& at,
                                          const Stamp& stamp) {
  Form form;
  switch (settings.grant) {
    case GrantType::login_token: return login_request(settings, at);
    case GrantType::client_credentials:
      form.emplace_back("grant_type", "client_credentials");
      break;
    case GrantType::password:
      form.emplace_back("grant_type", "password");
      form.emplace_back("username", settings.username);
      form.emplace_back("password", std::string(settings.password.reveal()));
      break;
    case GrantType::authorization_code:
      return invalid("an authorization code comes from a consent and cannot be asked for");
  }
  add_scope(settings, form);
  return to_token_endpoint(settings, at, std::move(form), stamp);
}

Result<http::ClientRequest> refresh_request(const ClientSettings& settings, const Endpoints& at,
                                            const Secret& refresh_token, const Stamp& stamp) {
  Form form{{"grant_type", "refresh_token"},
            {"refresh_token", std::string(refresh_token.reveal())}};
  return to_token_endpoint(settings, at, std::move(form), stamp);
}

Result<http::ClientRequest> code_request(const ClientSettings& settings, const Endpoints& at,
                                         const Code& code, const Stamp& stamp) {
  Form form{{"grant_type", "authorization_code"},
            {"code", std::string(code.code.reveal())},
            {"redirect_uri", code.redirect_uri},
            {"code_verifier", std::string(code.verifier.reveal())}};
  return to_token_endpoint(settings, at, std::move(form), stamp);
}

Result<http::ClientRequest> revocation_request(const ClientSettings& settings, const Endpoints& at,
                                               const Secret& token, const char* hint,
                                               const Stamp& stamp) {
  Form form{{"token", std::string(token.reveal())}, {"token_type_hint", hint}};
  const auto& audience = at.token.empty() ? at.revocation : at.token;
  return authenticated(settings, at.revocation, audience, std::move(form), stamp);
}

std::string authorization_url(const ClientSettings& settings, const Endpoints& at,
                              const Challenge& challenge) {
  const auto digest = crypto::sha256(challenge.verifier.reveal());
  Form form{{"response_type", "code"},
            {"client_id", settings.client_id},
            {"redirect_uri", challenge.redirect_uri},
            {"state", challenge.state},
            {"code_challenge", crypto::to_base64url(digest)},
            {"code_challenge_method", "S256"}};
  add_scope(settings, form);
  for (const auto& [name, value] : settings.authorization_parameters)
    form.emplace_back(name, value);
  const char separator = at.authorization.find('?') == std::string::npos ? '?' : '&';
  return at.authorization + separator + encode(form);
}

}  // namespace patchbay::oauth
