#pragma once
// What an answer says of limits: draft-ietf-httpapi-ratelimit-headers-11, structured fields
// (RFC 9651). Pure; private to the room.

#include <span>
#include <string>

#include "hub/access/rate_limits.h"

namespace patchbay::api {

struct AppliedLimit {
  const access::RateLimit* limit = nullptr;
  access::RateDecision decision;
};

/// RateLimit-Policy: `"requests";q=100;w=360`: so many at once, back after so many seconds.
std::string rate_limit_policy(std::span<const AppliedLimit> applied);
/// RateLimit: `"requests";r=99;t=4`: so many are left, all of them again in so many seconds.
std::string rate_limit_state(std::span<const AppliedLimit> applied);
/// Whole seconds, never too few, at least one.
std::int64_t retry_after_seconds(Duration retry_in);

}  // namespace patchbay::api
