#pragma once
// What a manifest says about authentication: one declaration a strategy (docs/auth.md).

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "hub/base/result.h"
#include "hub/crypto/mac.h"

namespace patchbay::adapters {

enum class AuthType {
  none,
  oauth2_client_credentials,
  oauth2_code,      ///< the customer's consent: a token a customer
  oauth2_password,  ///< only where a partner offers nothing else
  login_token,      ///< a log-in of the partner's own that gives a bearer token
  api_key,
  basic,
  hmac_query,
  signed_request,
  mtls,
};
const char* name_of(AuthType type);

/// An answer of the partner's API that means "this token is no longer good" without saying 401.
struct ExpiredAnswer {
  std::string field;  ///< of a 200's JSON, dots go down: "error.code"; empty: only 401 counts
  std::vector<std::string> values;
};

/// RFC 6749. Secrets: client_id; client_secret where `client_proof` is basic or post, private_key
/// (PEM) where it is private_key_jwt; username and password for oauth2_password.
struct OAuthAuth {
  std::string token_path = "/oauth/token";  ///< this and the next two: behind api_url, or URLs
  std::string authorize_path;               ///< oauth2_code only
  std::string revoke_path;                  ///< RFC 7009; empty: the partner has none
  std::string issuer;  ///< a URL: paths that are empty come from its metadata (RFC 8414); or empty
  std::string scope;
  std::string client_proof = "basic";  ///< basic, post, private_key_jwt or none
  std::string key_id;                  ///< "kid" of the assertion; may be empty
  std::map<std::string, std::string> authorize_parameters, token_parameters;  ///< added
  ExpiredAnswer expired;
};

/// POST `login_path` with a JSON object of secrets; the answer holds a token for
/// "Authorization: Bearer" (Alleaves, iiko).
struct LoginAuth {
  std::string login_path;
  std::map<std::string, std::string> fields;  ///< of the body -> name of the secret
  std::string token_field = "token";          ///< of the answer; dots go down
  std::string lifetime_field;                 ///< seconds; empty: the answer does not say
  bool reads_jwt_expiry = false;              ///< the token is a JWT whose `exp` counts
  std::int64_t lifetime_s = 3'600;            ///< when nothing says
  ExpiredAnswer expired;
};

/// "<header>: <prefix><api_key>". Secret: api_key.
struct ApiKeyAuth {
  std::string header = "X-API-Key";
  std::string prefix;
};

/// RFC 7617. Secrets: username, password.
struct BasicAuth {};

/// The caller's id and a code over the target go into the query (PTV). Secrets: client_id (the id),
/// client_secret (the key).
struct HmacQueryAuth {
  enum class Signs { path_and_query, query };
  crypto::MacHash hash = crypto::MacHash::sha1;
  Signs signs = Signs::path_and_query;  ///< with the id in it, without the code
  std::string id_parameter = "devid";
  std::string signature_parameter = "signature";
  crypto::MacText form = crypto::MacText::hex_upper;
};

/// A code over parts of the request goes into a header. Secrets: client_id, client_secret (the
/// key).
struct SignedRequestAuth {
  enum class Part { timestamp, method, path, path_and_query, query, body, body_hash, client_id };
  crypto::MacHash hash = crypto::MacHash::sha256;
  std::vector<Part> parts{Part::timestamp, Part::method, Part::path_and_query, Part::body_hash};
  std::string separator = "\n";
  crypto::MacText form = crypto::MacText::hex_lower;
  std::string id_header = "X-API-Key", id_prefix;
  std::string timestamp_header = "X-Timestamp";  ///< empty: none is sent
  bool timestamp_in_ms = false;
  std::string signature_header = "X-Signature", signature_prefix;
};

struct Auth {
  AuthType type = AuthType::none;
  /// The partner demands mutual TLS, alone (type mtls) or besides another proof (FAPI).
  bool client_certificate = false;
  std::variant<std::monostate, OAuthAuth, LoginAuth, ApiKeyAuth, BasicAuth, HmacQueryAuth,
               SignedRequestAuth>
      how;
};

/// Names of the secrets without which nothing can be proved, in order of name.
std::vector<std::string> secrets_needed(const Auth& auth);
/// Whether it needs the setting "api_url" for an address of its own.
bool needs_api_url(const Auth& auth);

/// Reads {"type", "client_certificate", and the fields of the type}: text and numbers by the names
/// above; docs/auth.md lists them.
/// Errors: invalid: unknown type or key (with the nearest), a value out of its set, a header or
/// parameter name that is none.
Result<Auth> read_auth(const boost::json::value& json);

}  // namespace patchbay::adapters
