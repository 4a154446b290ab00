#include "hub/oauth/token_answer.h"

#include <algorithm>
#include <boost/json.hpp>

#include "hub/base/text.h"
#include "hub/http/json.h"
#include "hub/http/retry_after.h"
#include "hub/oauth/json_member.h"

namespace patchbay::oauth {
namespace {

namespace json = boost::json;

constexpr std::size_t error_code_length_max = 64;
constexpr std::size_t life_digits_max = 18;

Error bad(const std::string& what) {
  return invalid("the answer is not a token response: " + what);
}

/// A code that may be shown; empty when it is none.
std::string shown(const std::string& code) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; };
  const bool fine =
      code.size() <= error_code_length_max && std::all_of(code.begin(), code.end(), plain);
  return fine ? code : std::string();
}

/// Present, and neither null, false, 0 nor empty.
bool says_so(const json::value* member) {
  if (member == nullptr || member->is_null()) return false;
  const std::string text = text_of(*member);
  const bool is_plain = member->is_string() || member->is_bool() || member->is_number();
  return !is_plain || !(text.empty() || text == "false" || text == "0");
}

/// The member that makes a 200 an error; null when it is none.
const json::value* error_member(const ClientSettings& settings, const json::value& body) {
  const auto* member = member_at(body, "error");
  if (says_so(member)) return member;
  member = settings.error_field.empty() ? nullptr : member_at(body, settings.error_field);
  return says_so(member) ? member : nullptr;
}

/// Visible ASCII; a blank only where `blank` says so (RFC 6749 appendix A, RFC 6750 section 2.1).
bool is_token(std::string_view text, bool blank) {
  const auto fine = [blank](char c) { return c > (blank ? 0x1f : 0x20) && c < 0x7f; };
  return !text.empty() && text.size() <= token_bytes_max &&
         std::all_of(text.begin(), text.end(), fine);
}

std::optional<Secret> token_at(const json::value& body, std::string_view path, bool blank) {
  const auto* member = member_at(body, path);
  const auto* text = member != nullptr ? member->if_string() : nullptr;
  if (text == nullptr || !is_token(*text, blank)) return std::nullopt;
  return Secret(std::string(*text));
}

std::optional<Duration> positive_seconds(const json::value& member) {
  const std::string digits = text_of(member);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (member.is_bool() || digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit))
    return std::nullopt;
  if (digits.size() > life_digits_max) return token_life_max;
  const std::chrono::seconds life(std::stoll(digits));
  if (life.count() == 0) return std::nullopt;
  return std::min(life, token_life_max);
}

/// Puts the life into `answer`; the error when there is one that is none.
std::optional<Error> read_life(const ClientSettings& settings, const json::value& body,
                               const std::string& field, Timestamp now, TokenAnswer& answer) {
  const auto* member = field.empty() ? nullptr : member_at(body, field);
  if (member != nullptr && !member->is_null()) {
    answer.life = positive_seconds(*member);
    if (!answer.life) return bad(field + " is not a positive number of seconds");
    return std::nullopt;
  }
  if (const auto end =
          settings.reads_jwt_expiry ? jwt_expiry(answer.access_token.reveal()) : std::nullopt) {
    if (*end <= now) return bad("the token expired before it came; compare the clocks");
    answer.life = std::min<Duration>(*end - now, token_life_max);
    return std::nullopt;
  }
  answer.life = settings.life_default;
  return std::nullopt;
}

std::variant<TokenAnswer, Error> read_login(const ClientSettings& settings, const json::value& body,
                                            Timestamp now) {
  TokenAnswer answer;
  auto token = token_at(body, settings.login.token_field, false);
  if (!token) return bad(settings.login.token_field + " is missing or not a token");
  answer.access_token = *std::move(token);
  if (auto error = read_life(settings, body, settings.login.life_field, now, answer)) return *error;
  return answer;
}

std::variant<TokenAnswer, Error> read_grant(const ClientSettings& settings, const json::value& body,
                                            Timestamp now) {
  TokenAnswer answer;
  auto token = token_at(body, "access_token", false);
  if (!token) return bad("access_token is missing or not a token");
  answer.access_token = *std::move(token);
  const auto* type = member_at(body, "token_type");
  if (type == nullptr || !equal_ignoring_case(text_of(*type), "bearer"))
    return bad("token_type is missing or not Bearer");
  const auto* refresh = member_at(body, "refresh_token");
  if (refresh != nullptr && !refresh->is_null()) {
    auto next = token_at(body, "refresh_token", true);
    if (!next) return bad("refresh_token is not a token");
    answer.refresh_token = *std::move(next);
  }
  if (const auto* scope = member_at(body, "scope")) answer.scope = text_of(*scope);
  if (answer.scope.size() > scope_bytes_max ||
      answer.scope != clean_text(answer.scope, scope_bytes_max))
    return bad("scope is too long or holds control characters");
  if (auto error = read_life(settings, body, "expires_in", now, answer)) return *error;
  return answer;
}

TokenRefusal refusal(const std::string& status, const std::string& code) {
  return {refused("it refused: status " + status + ", " +
                  (code.empty() ? "no readable error code" : code)),
          code};
}

TokenReply read_ok(const ClientSettings& settings, const std::string& text, Timestamp now) {
  if (text.size() > token_answer_bytes_max) return TokenRefusal{bad("it is longer than 64 KiB")};
  const auto body = parse_json(text);
  if (!body || !body->is_object()) return TokenRefusal{bad("it is not a JSON object")};
  if (repeats_a_name(text)) return TokenRefusal{bad("it has a member twice")};
  if (const auto* error = error_member(settings, *body))
    return refusal("200 with an error inside", shown(text_of(*error)));
  const bool is_login = settings.grant == GrantType::login_token;
  auto read = is_login ? read_login(settings, *body, now) : read_grant(settings, *body, now);
  if (auto* error = std::get_if<Error>(&read)) return TokenRefusal{std::move(*error)};
  return std::get<TokenAnswer>(std::move(read));
}

std::string error_code(const std::string& text) {
  if (text.size() > token_answer_bytes_max) return {};
  const auto body = parse_json(text);
  const auto* code = body ? member_at(*body, "error") : nullptr;
  return code != nullptr && code->is_string() ? shown(text_of(*code)) : std::string();
}

TokenReply read_response(const ClientSettings& settings, const http::Response& response,
                         Timestamp now) {
  const std::string status = std::to_string(response.status);
  if (response.status == 200 || response.status == 201)
    return read_ok(settings, response.body, now);
  if (response.status == 400 || response.status == 401 || response.status == 403)
    return refusal(status, error_code(response.body));
  if (response.status == 408 || response.status == 429 || response.status >= 500)
    return TokenRefusal{
        unavailable("it answered status " + status + "; it will be asked again later"), "",
        http::parse_retry_after(response.headers.get("Retry-After"), now)};
  return TokenRefusal{
      invalid("it answered status " + status + ", which no token endpoint does; check the URL")};
}

}  // namespace

TokenReply read_token_answer(const ClientSettings& settings, const http::Exchange& exchange,
                             const std::string& partner, Timestamp now) {
  const std::string where = "token endpoint of partner " + partner;
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    return TokenRefusal{unavailable(failure->message).in(where)};
  auto reply = read_response(settings, std::get<http::Response>(exchange), now);
  if (auto* refusal = std::get_if<TokenRefusal>(&reply)) refusal->error = refusal->error.in(where);
  return reply;
}

}  // namespace patchbay::oauth
