#include "hub/oauth/token_answer.h"

#include <boost/json.hpp>

#include "hub/base/text.h"
#include "hub/crypto/digest.h"
#include "hub/http/json.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t error_code_length_max = 64;

/// The "error" of RFC 6749 section 5.2, or nothing when there is none that may be shown.
std::string error_code(const std::string& body) {
  const auto json = parse_json(body);
  const auto* object = json ? json->if_object() : nullptr;
  const auto* code = object ? object->if_contains("error") : nullptr;
  const auto* text = code ? code->if_string() : nullptr;
  const auto shown = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; };
  if (!text || text->size() > error_code_length_max ||
      !std::all_of(text->begin(), text->end(), shown))
    return "no readable error code";
  return std::string(*text);
}

/// A token goes into a header: visible ASCII only, no blank (RFC 6750 section 2.1).
bool is_token(std::string_view text) {
  const auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
  return !text.empty() && text.size() <= token_bytes_max &&
         std::all_of(text.begin(), text.end(), visible);
}

Result<TokenAnswer> read_body(const std::string& body) {
  const auto bad = [](const char* what) {
    return invalid(std::string("the answer is not a token response: ") + what);
  };
  if (body.size() > token_answer_bytes_max) return bad("it is longer than 64 KiB");
  const auto json = parse_json(body);
  const auto* object = json ? json->if_object() : nullptr;
  if (!object) return bad("it is not a JSON object");
  const auto* token = object->if_contains("access_token");
  if (!token || !token->is_string() || !is_token(token->get_string()))
    return bad("access_token is missing or not a token");
  const auto* type = object->if_contains("token_type");
  if (!type || !type->is_string() || !equal_ignoring_case(type->get_string(), "bearer"))
    return bad("token_type is not Bearer");
  const auto* life = object->if_contains("expires_in");
  if (!life || !life->is_int64() || life->get_int64() <= 0)
    return bad("expires_in is not a positive number of seconds");
  const auto capped = std::min<std::int64_t>(life->get_int64(), token_life_max.count());
  return TokenAnswer{Secret(std::string(token->get_string())), std::chrono::seconds(capped)};
}

Result<TokenAnswer> read_response(const http::Response& response) {
  const std::string status = std::to_string(response.status);
  if (response.status == 200) return read_body(response.body);
  if (response.status == 400 || response.status == 401 || response.status == 403)
    return refused("it refused the client credentials: status " + status + ", " +
                   (response.body.size() > token_answer_bytes_max ? "no readable error code"
                                                                  : error_code(response.body)));
  if (response.status == 408 || response.status == 429 || response.status >= 500)
    return unavailable("it answered status " + status + "; it will be asked again later");
  return invalid("it answered status " + status + ", which no token endpoint does; check the URL");
}

}  // namespace

http::ClientRequest token_request(const ClientSettings& credentials) {
  const std::string pair = http::percent_encode(credentials.client_id) + ":" +
                           http::percent_encode(credentials.client_secret.reveal());
  http::ClientRequest request;
  request.method = "POST";
  request.url = credentials.token_endpoint;
  request.headers.set("Authorization", "Basic " + crypto::to_base64(crypto::bytes_of(pair)));
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  request.headers.set("Accept", "application/json");
  request.body = "grant_type=client_credentials";
  if (!credentials.scope.empty())
    request.body += "&scope=" + http::percent_encode(credentials.scope);
  request.timeout = token_timeout;
  return request;
}

Result<TokenAnswer> read_token_answer(const http::Exchange& exchange, const std::string& partner) {
  const std::string where = "token endpoint of partner " + partner;
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    return unavailable(failure->message).in(where);
  auto answer = read_response(std::get<http::Response>(exchange));
  if (!answer) return answer.error().in(where);
  return answer;
}

}  // namespace patchbay::oauth
