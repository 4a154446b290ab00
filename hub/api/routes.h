#pragma once
// One function for each route. Private to the room.

#include <vector>

#include "hub/api/api.h"

namespace patchbay::api {

http::Route health_route();
http::Route ready_route(const ApiParts& parts);
http::Route metrics_route(const ApiParts& parts);
http::Route customer_route(const ApiParts& parts);
http::Route rewards_route(const ApiParts& parts);
/// Adds /openapi.json, which describes `routes` and itself.
void add_openapi_route(std::vector<http::Route>& routes);

}  // namespace patchbay::api
