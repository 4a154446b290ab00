#include <boost/json.hpp>

#include "hub/http/json.h"
#include "hub/http/url.h"
#include "hub/oauth/endpoints.h"
#include "hub/oauth/json_member.h"

namespace patchbay::oauth {
namespace {

constexpr std::string_view ours = "/.well-known/oauth-authorization-server";
constexpr std::string_view openid = "/.well-known/openid-configuration";

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool is_safe(const std::string& url) {
  const auto parts = http::split_url(url);
  return parts && (parts->tls || is_this_machine(parts->host));
}

/// A URL member; empty when it is missing. What is wrong with it goes to `wrong`.
std::string url_at(const boost::json::value& json, const char* name, std::string& wrong) {
  const auto* value = member_at(json, name);
  if (value == nullptr) return {};
  const auto* text = value->if_string();
  if (text != nullptr && is_safe(std::string(*text))) return std::string(*text);
  if (wrong.empty()) wrong = std::string("\"") + name + "\" is not an https URL";
  return {};
}

bool lacks_s256(const boost::json::value& json) {
  const auto* methods = member_at(json, "code_challenge_methods_supported");
  if (methods == nullptr) return false;
  if (!methods->is_array()) return true;
  for (const auto& method : methods->get_array())
    if (text_of(method) == "S256") return false;
  return true;
}

}  // namespace

Result<std::vector<std::string>> metadata_urls(const std::string& issuer) {
  const auto parts = http::split_url(issuer);
  if (!parts || !is_safe(issuer) || issuer.find_first_of("?#") != std::string::npos)
    return invalid("the issuer is not an https URL without query; mend the partner's settings");
  const std::string origin = (parts->tls ? "https://" : "http://") + parts->authority();
  std::string path = parts->target;
  while (path.ends_with('/')) path.pop_back();
  return std::vector<std::string>{origin + std::string(ours) + path,
                                  origin + path + std::string(openid)};
}

Result<Endpoints> read_metadata(const std::string& issuer, const std::string& body) {
  const std::string what = "the metadata of issuer " + issuer;
  if (body.size() > metadata_bytes_max) return invalid(what + " is longer than 256 KiB");
  const auto json = parse_json(body);
  if (!json || !json->is_object() || repeats_a_name(body))
    return invalid(what + " is not one clear JSON object");
  const auto* named = member_at(*json, "issuer");
  if (named == nullptr || text_of(*named) != issuer)
    return invalid(what + " names another issuer; give exactly the one that it names");
  std::string wrong;
  Endpoints found;
  found.authorization = url_at(*json, "authorization_endpoint", wrong);
  found.token = url_at(*json, "token_endpoint", wrong);
  found.revocation = url_at(*json, "revocation_endpoint", wrong);
  const auto* iss = member_at(*json, "authorization_response_iss_parameter_supported");
  found.announces_iss = iss != nullptr && iss->is_bool() && iss->get_bool();
  if (wrong.empty() && lacks_s256(*json)) wrong = "\"code_challenge_methods_supported\" lacks S256";
  if (!wrong.empty()) return invalid(what + ": " + wrong);
  return found;
}

}  // namespace patchbay::oauth
