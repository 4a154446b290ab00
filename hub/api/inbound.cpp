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
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

}  // namespace

std::vector<http::Route> inbound_routes(const ApiParts& parts) {
  if (!parts.intake) return {};
  return {{"POST", "/webhooks/{partner}",
           [intake = parts.intake](const http::Request& request, const http::PathValues& path) {
             return intake->receive(path.at("partner"), request);
           },
           false, operation}};
}

}  // namespace patchbay::api
