#pragma once
// The portal's routes and what they share. Private to the room.

#include "hub/api/change.h"
#include "hub/api/portal_pages.h"
#include "hub/api/portal_session.h"
#include "webhooks/operate.h"

namespace patchbay::api {

struct Portal {
  explicit Portal(const ApiParts& parts) : store(parts.store), clock(parts.clock), door(parts) {}
  store::Store& store;
  const Clock& clock;
  PortalDoor door;
};
using PortalPtr = std::shared_ptr<Portal>;

PortalFrame frame_of(const PortalVisitor& visitor);
webhooks::Steerer steerer_of(const PortalVisitor& visitor, const http::Request& request,
                             Timestamp now);

/// What went wrong, as a page.
http::Response portal_problem(const PortalFrame& frame, const Error& error);
http::Response see_other(const std::string& path);

/// A route of the portal, which answers pages. `parameters`: of the query, OpenAPI objects.
http::Route portal_route(std::string method, std::string pattern, const std::string& id,
                         const std::string& summary, const std::string& parameters = {});

std::vector<http::Route> portal_action_routes(const PortalPtr& portal);

}  // namespace patchbay::api
