#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

constexpr const char* operation = R"({
  "operationId": "receiveWebhook",
  "summary": "A partner's webhook; its signature is the proof, in the partner's own scheme",
  "parameters": [
    {"name": "partner", "in": "path", "required": true, "description": "its id here",
     "schema": {"type": "string", "minLength": 1, "maxLength": 200}}
  ],
  "requestBody": {"description": "Any bytes", "content": {"*/*": {}}},
  "responses": {
    "200": {
      "description": "Kept durably, or it was before; or the answer to a challenge",
      "content": {"text/plain": {"schema": {"type": "string"}}}
    },
    "401": {"$ref": "#/components/responses/Unauthorized"},
    "404": {"$ref": "#/components/responses/NotFound"},
    "503": {"$ref": "#/components/responses/Unavailable"}
  }
})";

/// The partner will send it again: nothing is lost when it is enabled soon.
Async<http::Response> disabled() {
  co_return http::problem(503, http::reason_of(503), "webhooks are not taken now; try again later");
}

}  // namespace

std::vector<http::Route> inbound_routes(const ApiParts& parts) {
  if (!parts.intake) return {};
  return {{"POST", "/webhooks/{partner}",
           [intake = parts.intake, organisation = parts.organisation, &switches = parts.switches](
               const http::Request& request, const http::PathValues& path) {
             const auto& partner = path.at("partner");
             if (switches.is_disabled(organisation, partner)) return disabled();
             return intake->receive(partner, request);
           },
           false, operation}};
}

}  // namespace patchbay::api
