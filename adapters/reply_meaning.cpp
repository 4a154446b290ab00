#include "adapters/reply_meaning.h"

#include <algorithm>

#include "adapters/partner_words.h"
#include "hub/http/retry_after.h"

namespace patchbay::adapters {
namespace {

Outcome refusal(const http::Response& response, const Scrubber* hidden) {
  const PartnerWords words = words_of(response, hidden ? *hidden : Scrubber());
  const std::string status = std::to_string(response.status);
  return rejected(words.code.empty() ? "http_" + status : words.code,
                  words.message.empty() ? "the partner answered " + status : words.message);
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
  if (status >= 400 && status < 500) return refusal(response, asked.hidden.get());
  // No words of a server that broke: it may have put the whole request on its error page.
  if (value) return unknown(answered + ", which leaves open whether it acted");
  if (status >= 500) return retryable(answered);
  return rejected("unexpected_answer", answered + ", which its contract does not foresee");
}

}  // namespace patchbay::adapters
