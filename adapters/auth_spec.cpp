#include "adapters/auth_spec.h"

#include <algorithm>
#include <boost/json/object.hpp>

#include "adapters/choice.h"

namespace patchbay::adapters {
namespace {

using crypto::MacHash;
using crypto::MacText;
using Part = SignedRequestAuth::Part;

constexpr std::int64_t lifetime_s_max = 30LL * 24 * 3600;
constexpr std::size_t name_bytes_max = 100;
constexpr std::size_t separator_bytes_max = 8;

constexpr Choices<AuthType, 10> types{
    {{"none", AuthType::none},
     {"oauth2_client_credentials", AuthType::oauth2_client_credentials},
     {"oauth2_code", AuthType::oauth2_code},
     {"oauth2_password", AuthType::oauth2_password},
     {"login_token", AuthType::login_token},
     {"api_key", AuthType::api_key},
     {"basic", AuthType::basic},
     {"hmac_query", AuthType::hmac_query},
     {"signed_request", AuthType::signed_request},
     {"mtls", AuthType::mtls}}};
constexpr Choices<MacHash, 3> hashes{
    {{"sha1", MacHash::sha1}, {"sha256", MacHash::sha256}, {"sha512", MacHash::sha512}}};
constexpr Choices<MacText, 3> forms{{{"hex_lower", MacText::hex_lower},
                                     {"hex_upper", MacText::hex_upper},
                                     {"base64", MacText::base64}}};
constexpr Choices<HmacQueryAuth::Signs, 2> signable{
    {{"path_and_query", HmacQueryAuth::Signs::path_and_query},
     {"query", HmacQueryAuth::Signs::query}}};
constexpr Choices<Part, 8> part_names{{{"timestamp", Part::timestamp},
                                       {"method", Part::method},
                                       {"path", Part::path},
                                       {"path_and_query", Part::path_and_query},
                                       {"query", Part::query},
                                       {"body", Part::body},
                                       {"body_hash", Part::body_hash},
                                       {"client_id", Part::client_id}}};
constexpr Choices<bool, 2> timestamp_units{{{"s", false}, {"ms", true}}};
constexpr Choices<bool, 4> client_proofs{
    {{"basic", true}, {"post", true}, {"private_key_jwt", true}, {"none", true}}};

/// A header name (RFC 9110 section 5.1), also a parameter name that needs no escape.
std::string name_text(StrictObject& object, const char* key, const std::string& otherwise,
                      bool may_be_empty = false) {
  std::string name = object.text(key, otherwise);
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  if (!plain || name.size() > name_bytes_max || (name.empty() && !may_be_empty))
    object.fail(std::string("\"") + key + "\" must be a name of letters, digits, -, _ and .");
  return name;
}

/// What stands before a secret in a header: printable.
std::string prefix_text(StrictObject& object, const char* key) {
  std::string prefix = object.text(key, "");
  if (prefix.size() > name_bytes_max ||
      !std::all_of(prefix.begin(), prefix.end(), [](char c) { return c >= ' ' && c <= '~'; }))
    object.fail(std::string("\"") + key + "\" must be printable ASCII");
  return prefix;
}

/// Behind api_url, or an address of its own.
std::string path_text(StrictObject& object, const char* key, std::optional<std::string> otherwise) {
  std::string path = object.text(key, std::move(otherwise));
  if (!object.failed() && !path.empty() && !path.starts_with('/') &&
      !path.starts_with("https://") && !path.starts_with("http://"))
    object.fail(std::string("\"") + key + "\" must start with / or be an absolute URL");
  return path;
}

std::string url_text(StrictObject& object, const char* key) {
  std::string url = object.text(key, "");
  if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
    object.fail(std::string("\"") + key + "\" must be an absolute URL");
  return url;
}

/// A table of texts.
std::map<std::string, std::string> read_texts(StrictObject& object, const char* key) {
  std::map<std::string, std::string> texts;
  const auto* given = object.value(key);
  const auto* members = given ? given->if_object() : nullptr;
  const bool is_empty_list = given && given->is_array() && given->get_array().empty();
  if (given && !members && !is_empty_list)
    object.fail(std::string("\"") + key + "\" is not a table");
  if (!members) return texts;
  for (const auto& [name, value] : *members) {
    if (value.is_string())
      texts[std::string(name)] = std::string(value.get_string());
    else
      object.fail(std::string("\"") + key + "\": \"" + std::string(name) + "\" is not a text");
  }
  return texts;
}

ExpiredAnswer read_expired(StrictObject& object) {
  ExpiredAnswer expired;
  const auto* given = object.value("expired");
  if (!given) return expired;
  StrictObject fields(*given, "expired");
  expired.field = fields.text("field");
  expired.values = fields.texts("values");
  if (auto finished = fields.finish(); !finished) object.fail(finished.error().message);
  if (expired.values.empty()) object.fail("\"expired\" needs \"values\" that say so");
  return expired;
}

OAuthAuth read_oauth(StrictObject& object, AuthType type) {
  OAuthAuth auth;
  auth.issuer = url_text(object, "issuer");
  const bool discovers = !auth.issuer.empty();
  auth.token_path = path_text(object, "token_path", discovers ? "" : auth.token_path);
  auth.revoke_path = path_text(object, "revoke_path", "");
  if (type == AuthType::oauth2_code) {
    auth.authorize_path = path_text(object, "authorize_path",
                                    discovers ? std::optional<std::string>("") : std::nullopt);
    auth.authorize_parameters = read_texts(object, "authorize_parameters");
  }
  auth.scope = object.text("scope", "");
  auth.client_proof = object.text("client_proof", auth.client_proof);
  choose(object, "client_proof", auth.client_proof, client_proofs);
  auth.key_id = object.text("key_id", "");
  auth.token_parameters = read_texts(object, "token_parameters");
  auth.expired = read_expired(object);
  return auth;
}

LoginAuth read_login(StrictObject& object) {
  LoginAuth auth;
  auth.login_path = path_text(object, "login_path", std::nullopt);
  auth.fields = read_texts(object, "fields");
  auth.token_field = object.text("token_field", auth.token_field);
  auth.lifetime_field = object.text("lifetime_field", "");
  auth.reads_jwt_expiry = object.boolean("reads_jwt_expiry", false);
  auth.lifetime_s = object.integer("lifetime_s", auth.lifetime_s, 1, lifetime_s_max);
  auth.expired = read_expired(object);
  if (auth.fields.empty())
    object.fail("\"fields\" is missing: name in the log-in's body = name of the secret");
  return auth;
}

ApiKeyAuth read_api_key(StrictObject& object) {
  ApiKeyAuth auth;
  auth.header = name_text(object, "header", auth.header);
  auth.prefix = prefix_text(object, "prefix");
  return auth;
}

HmacQueryAuth read_hmac_query(StrictObject& object) {
  HmacQueryAuth auth;
  auth.hash = choose(object, "algorithm", object.text("algorithm", "sha1"), hashes);
  auth.signs = choose(object, "signs", object.text("signs", "path_and_query"), signable);
  auth.id_parameter = name_text(object, "id_parameter", auth.id_parameter);
  auth.signature_parameter = name_text(object, "signature_parameter", auth.signature_parameter);
  auth.form = choose(object, "encoding", object.text("encoding", "hex_upper"), forms);
  return auth;
}

std::vector<Part> read_parts(StrictObject& object, std::vector<Part> otherwise) {
  if (!object.value("parts")) return otherwise;
  std::vector<Part> parts;
  for (const auto& name : object.texts("parts"))
    parts.push_back(choose(object, "part", name, part_names));
  if (parts.empty()) object.fail("\"parts\" is empty; say what is signed");
  return parts;
}

SignedRequestAuth read_signed_request(StrictObject& object) {
  SignedRequestAuth auth;
  auth.hash = choose(object, "algorithm", object.text("algorithm", "sha256"), hashes);
  auth.parts = read_parts(object, auth.parts);
  auth.separator = object.text("separator", auth.separator);
  auth.form = choose(object, "encoding", object.text("encoding", "hex_lower"), forms);
  auth.id_header = name_text(object, "id_header", auth.id_header);
  auth.id_prefix = prefix_text(object, "id_prefix");
  auth.timestamp_header = name_text(object, "timestamp_header", auth.timestamp_header, true);
  auth.timestamp_in_ms =
      choose(object, "timestamp_unit", object.text("timestamp_unit", "s"), timestamp_units);
  auth.signature_header = name_text(object, "signature_header", auth.signature_header);
  auth.signature_prefix = prefix_text(object, "signature_prefix");
  if (auth.separator.size() > separator_bytes_max) object.fail("\"separator\" is too long");
  const bool has_time =
      std::find(auth.parts.begin(), auth.parts.end(), Part::timestamp) != auth.parts.end();
  if (has_time && auth.timestamp_header.empty())
    object.fail("\"parts\" has the timestamp, so \"timestamp_header\" must send it");
  return auth;
}

}  // namespace

const char* name_of(AuthType type) { return name_in(types, type); }

std::vector<std::string> secrets_needed(const Auth& auth) {
  if (const auto* oauth = std::get_if<OAuthAuth>(&auth.how)) {
    std::vector<std::string> names{"client_id"};
    if (oauth->client_proof == "basic" || oauth->client_proof == "post")
      names.emplace_back("client_secret");
    if (oauth->client_proof == "private_key_jwt") names.emplace_back("private_key");
    if (auth.type == AuthType::oauth2_password) names.insert(names.end(), {"password", "username"});
    return names;
  }
  if (const auto* login = std::get_if<LoginAuth>(&auth.how)) {
    std::vector<std::string> names;
    for (const auto& [field, secret] : login->fields) names.push_back(secret);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }
  if (std::holds_alternative<ApiKeyAuth>(auth.how)) return {"api_key"};
  if (std::holds_alternative<BasicAuth>(auth.how)) return {"password", "username"};
  if (std::holds_alternative<std::monostate>(auth.how)) return {};
  return {"client_id", "client_secret"};
}

bool needs_api_url(const Auth& auth) {
  return std::holds_alternative<OAuthAuth>(auth.how) || std::holds_alternative<LoginAuth>(auth.how);
}

Result<Auth> read_auth(const boost::json::value& json) {
  StrictObject object(json, "auth");
  Auth auth;
  auth.type = choose(object, "type", object.text("type"), types);
  auth.client_certificate = object.boolean("client_certificate", auth.type == AuthType::mtls);
  switch (auth.type) {
    case AuthType::none:
    case AuthType::mtls: break;
    case AuthType::oauth2_client_credentials:
    case AuthType::oauth2_code:
    case AuthType::oauth2_password: auth.how = read_oauth(object, auth.type); break;
    case AuthType::login_token: auth.how = read_login(object); break;
    case AuthType::api_key: auth.how = read_api_key(object); break;
    case AuthType::basic: auth.how = BasicAuth{}; break;
    case AuthType::hmac_query: auth.how = read_hmac_query(object); break;
    case AuthType::signed_request: auth.how = read_signed_request(object); break;
  }
  if (auth.type == AuthType::mtls && !auth.client_certificate)
    object.fail("\"client_certificate\" is false, but mtls is nothing else");
  if (auto finished = object.finish(); !finished) return finished.error();
  return auth;
}

}  // namespace patchbay::adapters
