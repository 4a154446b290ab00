#include "hub/api/guard.h"

#include "hub/base/text.h"
#include "hub/crypto/digest.h"

namespace patchbay::api {
namespace {

constexpr std::string_view scheme = "bearer ";

http::Response refusal() {
  auto response = http::problem(401, http::reason_of(401),
                                "send the admin token as \"Authorization: Bearer <token>\"");
  response.headers.add("WWW-Authenticate", "Bearer realm=\"patchbay\"");
  return response;
}

/// Digests have one length, so that the time tells nothing of the token's.
bool same(std::string_view a, std::string_view b) {
  const auto left = crypto::to_hex(crypto::sha256(a));
  const auto right = crypto::to_hex(crypto::sha256(b));
  return crypto::equal_in_constant_time(left, right);
}

}  // namespace

std::string_view bearer_token(const http::Request& request) {
  const auto field = request.headers.get("Authorization");
  if (field.size() <= scheme.size()) return {};
  if (!equal_ignoring_case(field.substr(0, scheme.size()), scheme)) return {};
  return trim(field.substr(scheme.size()));
}

http::Router::Guard make_guard(Secret token) {
  return [token = std::move(token)](const http::Request& request) -> std::optional<http::Response> {
    const auto given = bearer_token(request);
    if (token.empty() || given.empty() || !same(given, token.reveal())) return refusal();
    return std::nullopt;
  };
}

}  // namespace patchbay::api
