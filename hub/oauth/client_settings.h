#pragma once
// How the hub gets tokens from one partner: data, declared by its plug, never code.

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/secret.h"

namespace patchbay::oauth {

enum class GrantType {
  client_credentials,  ///< RFC 6749 section 4.4
  authorization_code,  ///< section 4.1 with PKCE (RFC 7636): the owner's consent, see
                       ///< Authorizations
  password,            ///< section 4.3: only where a manifest demands it
  login_token,         ///< no OAuth2: a JSON login that answers a token (Alleaves, iiko)
};
/// "client_credentials", …: as manifests and rows have it.
const char* name_of(GrantType grant);

/// How the client names itself at the token and revocation endpoints.
enum class EndpointAuth {
  basic,            ///< RFC 6749 section 2.3.1
  post,             ///< id and secret in the form
  private_key_jwt,  ///< RFC 7523: RS256 or ES256, by the key
  none,             ///< a public client: the id alone
};

/// Of GrantType::login_token: POST `fields` as a JSON object to the token endpoint.
struct Login {
  std::map<std::string, Secret> fields = {};
  std::string token_field = "token";  ///< a member of the answer; dots go down: "data.token"
  std::string life_field = {};        ///< seconds; empty: the answer does not say
};

/// An answer of a partner's API that means "this token is no longer good" without saying 401.
struct ExpiredMark {
  std::string field = {};  ///< "error.code"; empty: only 401 counts
  std::vector<std::string> values = {};
};

/// Shared and never changed once handed out.
struct ClientSettings {
  GrantType grant = GrantType::client_credentials;

  /// With an issuer, endpoints left empty are discovered (RFC 8414, else OpenID Connect's path),
  /// and the `iss` of an authorization answer is checked (RFC 9207).
  std::string issuer = {};
  std::string authorization_endpoint = {};
  std::string token_endpoint = {};
  std::string revocation_endpoint = {};  ///< may stay empty: the partner cannot revoke

  EndpointAuth auth = EndpointAuth::basic;
  std::string client_id = {};
  Secret client_secret = {};
  Secret private_key = {};  ///< PEM, RSA of at least 2048 bits or EC P-256
  std::string key_id = {};  ///< "kid" of the assertion; may be empty

  std::string scope = {};
  std::map<std::string, std::string> authorization_parameters = {};  ///< added to the URL
  std::map<std::string, std::string> token_parameters = {};          ///< added to the form

  std::string username = {};  ///< GrantType::password
  Secret password = {};
  Login login = {};  ///< GrantType::login_token

  /// Member of a 200 answer of the token endpoint that says it is an error after all; "error"
  /// always counts. Dots go down.
  std::string error_field = {};
  ExpiredMark expired = {};

  /// What an answer without a life gets; none: the token is good until the partner refuses it.
  std::optional<Duration> life_default = {};
  bool reads_jwt_expiry = false;  ///< the token is a JWT whose `exp` counts
  /// No token is used so shortly before its end (or a tenth of its life, when that is shorter).
  Duration skew = std::chrono::seconds(30);
  std::chrono::milliseconds timeout{10'000};  ///< of one request to an endpoint
};

using SharedSettings = std::shared_ptr<const ClientSettings>;

}  // namespace patchbay::oauth
