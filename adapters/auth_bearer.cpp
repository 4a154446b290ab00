// OAuth2 and log-ins: a bearer token (RFC 6750) that oauth::TokenSource gets and keeps.

#include "adapters/auth_bodies.h"
#include "hub/oauth/token_name.h"

namespace patchbay::adapters {
namespace {

/// A path behind api_url, or a URL as it is.
std::string endpoint(const Partner& partner, const std::string& path) {
  return path.starts_with('/') ? api_url_of(partner) + path : path;
}

oauth::ExpiredMark mark_of(const ExpiredAnswer& expired) { return {expired.field, expired.values}; }

oauth::GrantType grant_of(AuthType type) {
  if (type == AuthType::oauth2_code) return oauth::GrantType::authorization_code;
  if (type == AuthType::oauth2_password) return oauth::GrantType::password;
  return oauth::GrantType::client_credentials;
}

oauth::EndpointAuth proof_of(const std::string& name) {
  if (name == "post") return oauth::EndpointAuth::post;
  if (name == "private_key_jwt") return oauth::EndpointAuth::private_key_jwt;
  return name == "none" ? oauth::EndpointAuth::none : oauth::EndpointAuth::basic;
}

oauth::ClientSettings oauth_settings(const Partner& partner, const OAuthAuth& auth,
                                     SecretReader& secrets) {
  oauth::ClientSettings settings;
  settings.grant = grant_of(partner.plug->manifest().auth.type);
  settings.issuer = auth.issuer;
  settings.authorization_endpoint = endpoint(partner, auth.authorize_path);
  settings.token_endpoint = endpoint(partner, auth.token_path);
  settings.revocation_endpoint = endpoint(partner, auth.revoke_path);
  settings.auth = proof_of(auth.client_proof);
  settings.client_id = std::string(secrets.any("client_id").reveal());
  if (settings.auth == oauth::EndpointAuth::basic || settings.auth == oauth::EndpointAuth::post)
    settings.client_secret = secrets.any("client_secret");
  if (settings.auth == oauth::EndpointAuth::private_key_jwt)
    settings.private_key = secrets.any("private_key");
  settings.key_id = auth.key_id;
  settings.scope = auth.scope;
  settings.authorization_parameters = auth.authorize_parameters;
  settings.token_parameters = auth.token_parameters;
  if (settings.grant == oauth::GrantType::password) {
    settings.username = std::string(secrets.any("username").reveal());
    settings.password = secrets.any("password");
  }
  settings.expired = mark_of(auth.expired);
  return settings;
}

oauth::ClientSettings login_settings(const Partner& partner, const LoginAuth& auth,
                                     SecretReader& secrets) {
  oauth::ClientSettings settings;
  settings.grant = oauth::GrantType::login_token;
  settings.token_endpoint = endpoint(partner, auth.login_path);
  for (const auto& [field, secret] : auth.fields)
    settings.login.fields[field] = secrets.any(secret);
  settings.login.token_field = auth.token_field;
  settings.login.life_field = auth.lifetime_field;
  settings.reads_jwt_expiry = auth.reads_jwt_expiry;
  settings.life_default = std::chrono::seconds(auth.lifetime_s);
  settings.expired = mark_of(auth.expired);
  return settings;
}

class Bearer final : public Authenticator {
 public:
  Bearer(const Partner& partner, oauth::SharedSettings settings)
      : name_(oauth::token_name(partner.id, partner.environment != production_environment)),
        settings_(std::move(settings)) {}

  Async<Signed> sign(http::ClientRequest& request, const AuthContext& context) const override {
    oauth::TokenKey key = key_of(context);
    auto got = co_await context.tokens.token(std::move(key), settings_, context.client);
    if (auto* none = std::get_if<oauth::NoToken>(&got)) co_return Signed(std::move(*none));
    Proof proof;
    proof.token = std::get<Secret>(std::move(got));
    request.headers.set("Authorization", "Bearer " + std::string(proof.token.reveal()));
    co_return Signed(std::move(proof));
  }

  Async<bool> refused(const http::Response& answer, const Proof& proof,
                      const AuthContext& context) const override {
    if (proof.token.empty() || !oauth::says_expired(*settings_, answer)) co_return false;
    oauth::TokenKey key = key_of(context);
    co_await context.tokens.forget(std::move(key), proof.token);
    co_return true;
  }

  oauth::SharedSettings token_settings() const override { return settings_; }
  std::string token_name() const override { return name_; }

 private:
  /// Only a consent is a customer's; every other token is the organisation's own.
  oauth::TokenKey key_of(const AuthContext& context) const {
    const bool is_consent = settings_->grant == oauth::GrantType::authorization_code;
    return {context.organisation, name_, is_consent ? context.customer : std::string()};
  }

  const std::string name_;
  const oauth::SharedSettings settings_;
};

}  // namespace

AuthenticatorPtr make_bearer(const Partner& partner, SecretReader& secrets) {
  const auto& how = partner.plug->manifest().auth.how;
  const auto* oauth = std::get_if<OAuthAuth>(&how);
  auto settings = oauth ? oauth_settings(partner, *oauth, secrets)
                        : login_settings(partner, std::get<LoginAuth>(how), secrets);
  return std::make_shared<Bearer>(
      partner, std::make_shared<const oauth::ClientSettings>(std::move(settings)));
}

}  // namespace patchbay::adapters
