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

http::Response not_allowed(const std::string& scope) {
  return http::problem(403, http::reason_of(403), "this needs the scope " + scope);
}

struct Door {
  Secret token;
  std::shared_ptr<const http::Caller> caller;
};

Async<std::optional<http::Response>> admit(const Door& door, http::Request& request,
                                           const http::Route& route) {
  const auto given = bearer_token(request);
  if (door.token.empty() || given.empty() || !same(given, door.token.reveal())) co_return refusal();
  if (!door.caller->may(route.scope)) co_return not_allowed(route.scope);
  request.caller = door.caller;
  co_return std::nullopt;
}

}  // namespace

std::string_view bearer_token(const http::Request& request) {
  const auto field = request.headers.get("Authorization");
  if (field.size() <= scheme.size()) return {};
  if (!equal_ignoring_case(field.substr(0, scheme.size()), scheme)) return {};
  return trim(field.substr(scheme.size()));
}

http::Router::Guard make_guard(const OrganisationId& organisation, Secret token) {
  auto caller = std::make_shared<http::Caller>();
  caller->organisation = organisation;
  caller->actor = "api:admin";
  caller->role = "owner";
  caller->scopes = {"*"};
  auto door = std::make_shared<const Door>(Door{std::move(token), std::move(caller)});
  return [door](http::Request& request, const http::Route& route) {
    return admit(*door, request, route);
  };
}

}  // namespace patchbay::api
