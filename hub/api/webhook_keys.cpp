#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/routes.h"
#include "webhooks/endpoints.h"

namespace patchbay::api {
namespace {

constexpr const char* operation = R"({
  "operationId": "listWebhookKeys",
  "summary": "The public keys that messages to an endpoint are signed with (v1a); open to all",
  "parameters": [
    {"name": "endpoint", "in": "path", "required": true, "description": "the endpoint's id",
     "schema": {"type": "string", "maxLength": 200}}
  ],
  "responses": {
    "200": {
      "description": "Newest first; during a rotation there are several. Trust no other",
      "content": {"application/json": {"schema": {
        "type": "object",
        "required": ["endpoint", "keys"],
        "additionalProperties": false,
        "properties": {
          "endpoint": {"type": "string"},
          "keys": {"type": "array", "items": {
            "type": "object",
            "required": ["id", "scheme", "public_key", "created_at", "expires_at"],
            "additionalProperties": false,
            "properties": {
              "id": {"type": "string"},
              "scheme": {"type": "string", "enum": ["v1a"]},
              "public_key": {"type": "string", "description": "whpk_ and the base64 of 32 bytes"},
              "created_at": {"type": "string"},
              "expires_at": {"type": ["string", "null"],
                             "description": "null: until it is replaced"}
            }
          }}
        }
      }}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

boost::json::object to_json(const webhooks::SecretView& key) {
  boost::json::object json{{"id", key.id},
                           {"scheme", name_of(key.signing)},
                           {"public_key", key.public_key},
                           {"created_at", to_rfc3339(key.created_at)},
                           {"expires_at", nullptr}};
  if (key.expires_at) json["expires_at"] = to_rfc3339(*key.expires_at);
  return json;
}

Async<http::Response> list(store::Store& store, OrganisationId organisation, std::string endpoint,
                           Timestamp now) {
  const auto secrets = co_await store.read([&](store::Session& session) {
    return webhooks::list_secrets(session, organisation, endpoint, now);
  });
  boost::json::array keys;
  for (const auto& secret : secrets)
    if (!secret.public_key.empty()) keys.push_back(to_json(secret));
  // One without such keys looks like one that is not there: ids are nobody's business here.
  if (keys.empty())
    co_return problem_of(not_found("no endpoint of that id is signed for with a public key"));
  const boost::json::object body{{"endpoint", endpoint}, {"keys", std::move(keys)}};
  co_return http::json_response(200, boost::json::serialize(body));
}

}  // namespace

http::Route webhook_keys_route(const ApiParts& parts) {
  http::Route route;
  route.method = "GET";
  route.pattern = "/webhooks/keys/{endpoint}";
  route.needs_token = false;
  route.operation = operation;
  route.handle = [&store = parts.store, organisation = parts.organisation, &clock = parts.clock](
                     const http::Request&, const http::PathValues& path) {
    return list(store, organisation, path.at("endpoint"), clock.now());
  };
  return route;
}

}  // namespace patchbay::api
