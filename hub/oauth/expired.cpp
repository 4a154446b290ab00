#include <algorithm>
#include <boost/json.hpp>

#include "hub/http/json.h"
#include "hub/oauth/json_member.h"
#include "hub/oauth/tokens.h"

namespace patchbay::oauth {
namespace {

constexpr int ok = 200, unauthorized = 401;
/// An answer that says so is short; a long one is what was asked for.
constexpr std::size_t expired_bytes_max = 64UL * 1024;

}  // namespace

bool says_expired(const ClientSettings& settings, const http::Response& answer) {
  if (answer.status == unauthorized) return true;
  const auto& mark = settings.expired;
  if (answer.status != ok || mark.field.empty() || answer.body.size() > expired_bytes_max)
    return false;
  const auto json = parse_json(answer.body);
  const auto* member = json ? member_at(*json, mark.field) : nullptr;
  if (member == nullptr) return false;
  return std::find(mark.values.begin(), mark.values.end(), text_of(*member)) != mark.values.end();
}

}  // namespace patchbay::oauth
