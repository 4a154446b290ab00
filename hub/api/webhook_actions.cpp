// What is done to an endpoint: pause, resume, test, a new secret.

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/routes.h"
#include "hub/api/webhook_caller.h"
#include "webhooks/endpoint_view.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;
using webhooks::Steerer;

constexpr std::int64_t overlap_s_default = 86'400;
constexpr std::int64_t overlap_s_max = 30LL * 86'400;

std::string body_of(const std::string& properties) {
  return R"("requestBody": {"content": {"application/json": {"schema": {"type": "object",
    "additionalProperties": false, "properties": {)" +
         properties + "}}}}}, ";
}
constexpr const char* reason_property =
    R"("reason": {"type": "string", "maxLength": 500, "description": "for the audit"})";

struct Known {
  crypto::KeyRing keys;
  const Clock& clock;
};

/// The endpoint of a path and a body that may give a reason.
struct Asked {
  Asked(const Known& known, const Request& request, const PathValues& path)
      : id(path_name(path, "id", "endpoint")),
        body(read_body(request)),
        fields(body ? *body : nothing, "body"),
        who(steerer_of(request, known.clock.now())) {
    who.reason = read_text(fields, "reason", "");
  }
  Result<void> finish() {
    if (!id) return id.error();
    if (!body) return body.error();
    return fields.finish();
  }

  const json::value nothing = json::object();
  Result<std::string> id;
  Result<json::value> body;
  adapters::StrictObject fields;
  Steerer who;
};

Result<Response> shown(Session& session, const Steerer& who, const std::string& id) {
  const auto found = webhooks::need_endpoint(session, who, id);
  if (!found) return found.error();
  return http::json_response(200, json::serialize(webhooks::endpoint_json(*found)));
}

Result<Response> pause(const Known& known, Session& session, const Request& request,
                       const PathValues& path) {
  Asked asked(known, request, path);
  if (const auto strict = asked.finish(); !strict) return strict.error();
  const auto done = webhooks::pause(session, asked.who, *asked.id);
  if (!done) return done.error();
  return shown(session, asked.who, *asked.id);
}

Result<Response> resume(const Known& known, Session& session, const Request& request,
                        const PathValues& path) {
  Asked asked(known, request, path);
  const bool deliver_held = asked.fields.boolean("deliver_held", false);
  if (const auto strict = asked.finish(); !strict) return strict.error();
  const auto done = webhooks::resume(session, asked.who, *asked.id, deliver_held);
  if (!done) return done.error();
  auto response = shown(session, asked.who, *asked.id);
  if (response && !done->empty())
    response->headers.add("Location",
                          "/api/v1/webhooks/endpoints/" + *asked.id + "/replays/" + *done);
  return response;
}

Result<Response> test(const Known& known, Session& session, const Request& request,
                      const PathValues& path) {
  Asked asked(known, request, path);
  if (const auto strict = asked.finish(); !strict) return strict.error();
  const auto event = webhooks::test(session, asked.who, *asked.id);
  if (!event) return event.error();
  auto response = http::json_response(202, json::serialize(json::object{{"event", *event}}));
  response.headers.add("Location",
                       "/api/v1/webhooks/endpoints/" + *asked.id + "/messages/" + *event);
  return response;
}

Result<Response> rotate(const Known& known, Session& session, const Request& request,
                        const PathValues& path) {
  Asked asked(known, request, path);
  const std::chrono::seconds overlap(
      asked.fields.integer("overlap_seconds", overlap_s_default, 0, overlap_s_max));
  if (const auto strict = asked.finish(); !strict) return strict.error();
  const auto made = webhooks::rotate(session, asked.who, *asked.id, overlap, known.keys);
  if (!made) return made.error();
  return new_secret_response(*made);
}

Result<Response> secrets(Session& session, const Steerer& who, const Request&,
                         const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  if (const auto known = webhooks::need_endpoint(session, who, *id); !known) return known.error();
  json::array items;
  for (const auto& one : webhooks::list_secrets(session, who.organisation, *id, who.now))
    items.push_back(webhooks::secret_json(one));
  return http::json_response(200, json::serialize(json::object{{"secrets", std::move(items)}}));
}

using Action = Result<Response> (*)(const Known&, Session&, const Request&, const PathValues&);
Change with(const Known& known, Action action) {
  return [known, action](Session& session, const Request& request, const PathValues& path) {
    return action(known, session, request, path);
  };
}

}  // namespace

std::vector<http::Route> webhook_action_routes(const ApiParts& parts) {
  const Known known{parts.keys, parts.clock};
  std::vector<http::Route> routes;
  routes.push_back(webhook_change_route(
      parts, "POST", endpoint_path("/pause"),
      webhook_operation("pauseEndpoint", "Hold its messages until it is resumed", "id", "",
                        body_of(reason_property) + one_answer(200, "It is paused", "Endpoint")),
      with(known, pause)));
  routes.push_back(webhook_change_route(
      parts, "POST", endpoint_path("/resume"),
      webhook_operation("resumeEndpoint", "Deliver again; a disabled one, too", "id", "",
                        body_of(std::string(reason_property) +
                                R"(, "deliver_held": {"type": "boolean", "default": false,
                       "description": "what was held goes out, too; Location names the replay"})") +
                            one_answer(200, "It is active", "Endpoint")),
      with(known, resume)));
  routes.push_back(webhook_change_route(
      parts, "POST", endpoint_path("/test"),
      webhook_operation("testEndpoint", "Send a webhook.test event to it, past filter and pause",
                        "id", "",
                        body_of(reason_property) +
                            R"("responses": {"202": {"description": "On its way",
                            "content": {"application/json": {"schema": {
                            "type": "object", "required": ["event"], "additionalProperties": false,
                            "properties": {"event": {"type": "string"}}}}}},
                            "404": {"$ref": "#/components/responses/NotFound"}})"),
      with(known, test)));
  routes.push_back(webhook_read_route(
      parts, endpoint_path("/secrets"),
      webhook_operation("listEndpointSecrets", "What its messages are signed with; never a secret",
                        "id", "", one_answer(200, "Those alive", "EndpointSecretList")),
      secrets));
  if (parts.keys.ids().empty()) return routes;
  routes.push_back(webhook_change_route(
      parts, "POST", endpoint_path("/secrets"),
      webhook_operation(
          "rotateEndpointSecret", "A new secret; those before sign on until the overlap ends", "id",
          "",
          body_of(std::string(reason_property) +
                  R"(, "overlap_seconds": {"type": "integer", "minimum": 0, "maximum": 2592000,
                       "default": 86400})") +
              one_answer(201, "The new one", "NewEndpointSecret")),
      with(known, rotate), false));
  return routes;
}

}  // namespace patchbay::api
