#pragma once
// The pages of decisions, as a part of a site. Private to the room.

#include "hub/api/site_routes.h"
#include "hub/policy/policy_book.h"

namespace patchbay::api {

/// What there is to look at, and one decision. `book` outlives the routes.
std::vector<http::Route> decision_site_routes(const SitePtr& site, policy::PolicyBook& book);

}  // namespace patchbay::api
