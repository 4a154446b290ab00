#include "hub/oauth/flow_check.h"

#include <algorithm>

#include "hub/crypto/digest.h"

namespace patchbay::oauth {
namespace {

constexpr std::size_t error_code_length_max = 64;

/// RFC 6749 section 4.1.2.1; the description is the outside's text and is not repeated.
std::string shown(const std::string& code) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const bool fine =
      code.size() <= error_code_length_max && std::all_of(code.begin(), code.end(), plain);
  return fine ? code : "an error without readable code";
}

bool is_foreign(const Flow& flow, const AuthorizationAnswer& answer, Timestamp now) {
  const bool is_same_session =
      crypto::equal_in_constant_time(flow.session_hash, hashed(answer.session));
  return !is_same_session || flow.key.partner != answer.partner ||
         flow.redirect_uri != answer.redirect_uri || flow.expires_at <= now;
}

}  // namespace

std::string hashed(std::string_view text) { return crypto::to_hex(crypto::sha256(text)); }

Error foreign_state(const std::string& partner) {
  return refused("this authorization of partner " + partner +
                 " was not begun here, has been answered already or is too old; begin it again");
}

Result<void> check_answer(const Flow& flow, const AuthorizationAnswer& answer, Timestamp now) {
  if (is_foreign(flow, answer, now)) return foreign_state(answer.partner);
  const bool has_wrong_iss = !answer.iss.empty() && answer.iss != flow.issuer;
  const bool lacks_iss = answer.iss.empty() && flow.announces_iss;
  if (!flow.issuer.empty() && (has_wrong_iss || lacks_iss))
    return refused("the answer for partner " + answer.partner +
                   " does not come from its issuer (parameter iss); begin it again");
  if (!answer.error.empty())
    return refused("partner " + answer.partner + " gave no consent: " + shown(answer.error));
  if (answer.code.empty() || answer.code.size() > code_bytes_max)
    return refused("the answer for partner " + answer.partner + " holds no code; begin it again");
  return {};
}

}  // namespace patchbay::oauth
