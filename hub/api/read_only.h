#pragma once
// Read-only mode at the door. Private to the room.

#include "hub/http/router.h"
#include "hub/jobs/switches.h"

namespace patchbay::api {

/// A route that changes something answers 503 with Retry-After while the hub is read-only; one that
/// only reads stays as it is. The switches outlive the route.
http::Route refused_in_read_only(const jobs::SwitchBoard& switches, http::Route route);

/// 503 with Retry-After; `detail` says that the hub is read-only, and why.
http::Response read_only_answer(const std::string& detail);

}  // namespace patchbay::api
