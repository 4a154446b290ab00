#include "hub/oauth/revocation_answer.h"

#include <algorithm>
#include <boost/json.hpp>

#include "hub/http/json.h"
#include "hub/http/retry_after.h"
#include "hub/oauth/json_member.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t answer_bytes_max = 64UL * 1024;
constexpr int doublings_max = 12;
constexpr Duration wait_min = std::chrono::seconds(1);
constexpr Duration wait_max = std::chrono::hours(1);

bool is_unsupported(const std::string& body) {
  const auto json =
      body.size() <= answer_bytes_max ? parse_json(body) : Result<boost::json::value>(nullptr);
  const auto* error = json ? member_at(*json, "error") : nullptr;
  return error != nullptr && text_of(*error) == "unsupported_token_type";
}

}  // namespace

Told read_revocation_answer(const http::Exchange& exchange, Timestamp now) {
  if (const auto* failure = std::get_if<http::Failure>(&exchange))
    return {false, true, failure->message};
  const auto& response = std::get<http::Response>(exchange);
  if (response.status == 200 || response.status == 204) return {true};
  if (response.status == 400 && is_unsupported(response.body)) return {true};
  const std::string what =
      "the revocation endpoint answered status " + std::to_string(response.status);
  const bool is_down = response.status == 408 || response.status == 429 || response.status >= 500;
  return {false, is_down, what, http::parse_retry_after(response.headers.get("Retry-After"), now)};
}

jobs::End end_of(const Told& told, const RevocationRow& row, int attempt, Timestamp now) {
  const std::string reason = "partner " + row.key.partner + ": " + told.reason;
  if (!told.may_repeat || now - row.at > revocation_limit) return jobs::Dead{reason};
  const Duration ours =
      std::min(wait_max, wait_min * (1LL << std::clamp(attempt - 1, 0, doublings_max)));
  return jobs::Again{now + std::max(ours, std::min(told.wish.value_or(Duration(0)), wait_max)),
                     reason};
}

}  // namespace patchbay::oauth
