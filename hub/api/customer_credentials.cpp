#include <boost/json/serialize.hpp>

#include "hub/access/issue.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/credential_view.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

/// How long ended ones can still be looked up.
constexpr std::chrono::hours ended_kept{24 * 30};

constexpr const char* operation = R"({
  "operationId": "createCustomerCredential",
  "summary": "A credential for one customer; its secret is in this answer and nowhere else",
  "parameters": [{"name": "id", "in": "path", "required": true, "description": "the customer",
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {"content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": false,
    "properties": {"expires_in_seconds": {
      "type": "integer", "minimum": 60, "maximum": 2592000, "default": 3600}}}}}},
  "responses": {
    "201": {
      "description": "It works from now on, on all hubs, until it expires",
      "content": {"application/json": {"schema": {
        "$ref": "#/components/schemas/NewCredentialSecret"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

struct Known {
  crypto::KeyRing keys;
  const Clock& clock;
};

Result<Response> create(const Known& known, Session& session, const Request& request,
                        const PathValues& path) {
  const std::string& customer = path.at("id");
  if (!is_plain_text(customer)) return not_found("there is no customer with this id");
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const std::chrono::seconds life(fields.integer(
      "expires_in_seconds", std::chrono::seconds(access::customer_life_default).count(), 60,
      std::chrono::seconds(access::customer_life_max).count()));
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const Timestamp now = known.clock.now();
  access::NewCredential wanted;
  wanted.organisation = request.caller->organisation;
  wanted.kind = access::CredentialKind::customer;
  wanted.customer = customer;
  wanted.expires_at = now + life;
  access::remove_ended_credentials(session, wanted.organisation, customer, now - ended_kept);
  const auto issued = access::issue_credential(
      session, wanted, known.keys,
      {request.caller->actor, request.caller->scopes, "", request.address}, now);
  if (!issued) return issued.error();
  auto response = http::json_response(201, boost::json::serialize(issued_json(*issued)));
  response.headers.add("Location", "/api/v1/credentials/" + issued->credential.id);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

}  // namespace

std::vector<http::Route> customer_credential_routes(const ApiParts& parts) {
  if (parts.keys.ids().empty()) return {};
  const Known known{parts.keys, parts.clock};
  // Without Idempotency-Key: the kept answer would keep the secret.
  http::Route route{"POST",           "/api/v1/customers/{id}/credentials", {}, true, operation,
                    "customers:write"};
  std::vector<http::Route> routes;
  routes.push_back(change_route(parts, std::move(route),
                                [known](auto& session, const auto& request, const auto& path) {
                                  return create(known, session, request, path);
                                }));
  return routes;
}

}  // namespace patchbay::api
