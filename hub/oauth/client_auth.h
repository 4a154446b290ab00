#pragma once
// A form for an OAuth2 endpoint, with the client's name and proof. Private to the room.

#include <string>
#include <utility>
#include <vector>

#include "hub/base/random.h"
#include "hub/base/result.h"
#include "hub/http/client.h"
#include "hub/oauth/client_settings.h"

namespace patchbay::oauth {

/// application/x-www-form-urlencoded, in order.
using Form = std::vector<std::pair<std::string, std::string>>;
std::string encode(const Form& form);

/// What a signed assertion needs.
struct Stamp {
  Timestamp now;
  Random& random;
};
/// How long an assertion is good: endpoints refuse long ones, and clocks differ by minutes.
constexpr std::chrono::minutes assertion_life{5};

/// POST of the form to `url`, authenticated as the settings say. An assertion's audience is the
/// issuer where it is known (as OpenID providers want it), else the token endpoint `audience`; its
/// "iat" lies one skew in the past. Errors: invalid: the private key or key id.
Result<http::ClientRequest> authenticated(const ClientSettings& settings, const std::string& url,
                                          const std::string& audience, Form form,
                                          const Stamp& stamp);

}  // namespace patchbay::oauth
