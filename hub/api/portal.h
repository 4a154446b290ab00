#pragma once
// The portal's routes and what they share. Private to the room.

#include "hub/api/site_routes.h"
#include "webhooks/operate.h"

namespace patchbay::api {

webhooks::Steerer steerer_of(const SiteVisit& visit);

/// Tests and replays, in and out.
std::vector<http::Route> portal_action_routes(const SitePtr& portal);

}  // namespace patchbay::api
