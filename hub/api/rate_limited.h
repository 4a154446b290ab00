#pragma once
// Rate limits at the door: before a sign-in by address, after it by caller. Private to the room;
// docs/limits.md says it for callers.

#include "hub/access/rate_limits.h"
#include "hub/http/router.h"

namespace patchbay::api {

/// Which group of limits a route belongs to that names none itself; may be empty.
std::string limit_group_of(const http::Route& route);

/// The guard behind the limits of addresses: an address over its limit, or with too many refused
/// sign-ins (401), gets 429 before anything is looked at. The limits outlive it.
http::Router::Guard rate_limited(access::RateLimits& limits, http::Router::Guard guard);

/// The route behind the limits of its group (Route::limit) and of every route; answers say how much
/// is left. A route that is open to everybody is limited only if it names a group. The limits
/// outlive it.
http::Route rate_limited(access::RateLimits& limits, http::Route route);

}  // namespace patchbay::api
