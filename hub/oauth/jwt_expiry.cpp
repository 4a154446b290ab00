#include <boost/json.hpp>

#include "hub/crypto/jwt.h"
#include "hub/http/json.h"
#include "hub/oauth/token_answer.h"

namespace patchbay::oauth {
namespace {

constexpr std::int64_t second_max = 253'402'300'799;  // the end of year 9999

}  // namespace

std::optional<Timestamp> jwt_expiry(std::string_view token) {
  const auto begin = token.find('.');
  const auto end = begin == std::string_view::npos ? begin : token.find('.', begin + 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto payload = crypto::from_base64url(token.substr(begin + 1, end - begin - 1));
  const auto json = payload ? parse_json(*payload) : Result<boost::json::value>(nullptr);
  const auto* object = json ? json->if_object() : nullptr;
  const auto* at = object != nullptr ? object->if_contains("exp") : nullptr;
  const auto* seconds = at != nullptr ? at->if_int64() : nullptr;
  if (seconds == nullptr || *seconds < 0 || *seconds > second_max) return std::nullopt;
  return Timestamp{*seconds * 1'000'000};
}

}  // namespace patchbay::oauth
