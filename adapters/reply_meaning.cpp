#include "adapters/reply_meaning.h"

#include <algorithm>

#include "hub/base/text.h"
#include "hub/http/json.h"
#include "hub/http/retry_after.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t words_bytes_max = 300;

std::string text_member(const boost::json::value& json, std::string_view name) {
  const auto* object = json.if_object();
  const auto* member = object ? object->if_contains(name) : nullptr;
  const auto* text = member ? member->if_string() : nullptr;
  return text ? clean_text(*text, words_bytes_max) : std::string();
}

/// "Card Blocked" becomes "card_blocked".
std::string snake_case(const std::string& words) {
  std::string code;
  for (const char c : words) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    code += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
  }
  return code;
}

Outcome refusal(const http::Response& response) {
  const auto json = parse_json(response.body);
  const boost::json::value body = json ? *json : boost::json::value();
  const std::string code = text_member(body, "error");
  const std::string words = text_member(body, "message");
  const std::string status = std::to_string(response.status);
  return rejected(code.empty() ? "http_" + status : snake_case(code),
                  words.empty() ? "the partner answered " + status : words);
}

Outcome of_failure(const http::Failure& failure, bool value) {
  const std::string message =
      std::string("the request failed (") + name_of(failure.stage) + "): " + failure.message;
  return value && failure.stage >= http::Stage::sent ? unknown(message) : retryable(message);
}

}  // namespace

Outcome meaning_of(const http::Exchange& exchange, const Asked& asked) {
  const bool value = asked.moves_value;
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    return of_failure(*failure, value);
  const auto& response = std::get<http::Response>(exchange);
  const int status = response.status;
  const std::string answered = "the partner answered " + std::to_string(status);
  const auto& harmless = asked.nothing_done_on;
  if (status == 429 || std::find(harmless.begin(), harmless.end(), status) != harmless.end())
    return retryable(answered,
                     http::parse_retry_after(response.headers.get("retry-after"), asked.now));
  if (status == 401) return retryable(answered + ": it does not accept our token");
  if (status >= 400 && status < 500) return refusal(response);
  if (value) return unknown(answered + ", which leaves open whether it acted");
  if (status >= 500) return retryable(answered);
  return rejected("unexpected_answer", answered + ", which its contract does not foresee");
}

}  // namespace patchbay::adapters
