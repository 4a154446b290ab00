#include "hub/jobs/hubs.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/operate.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;

constexpr const char* list_operation = R"({
  "operationId": "listHubs",
  "summary": "The hubs that share the store, the newest first",
  "responses": {
    "200": {
      "description": "Those of the last week",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HubList"}}}
    }
  }
})";

constexpr const char* drain_operation = R"({
  "operationId": "drainHub",
  "summary": "The hub claims nothing more, answers not ready and ends what it has begun",
  "parameters": [{"name": "id", "in": "path", "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {
      "type": "object", "required": ["reason"], "additionalProperties": false,
      "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": 500}}
    }}}
  },
  "responses": {
    "200": {
      "description": "It is told",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Hub"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

constexpr const char* resume_operation = R"({
  "operationId": "resumeHub",
  "summary": "A hub that was drained works again",
  "parameters": [{"name": "id", "in": "path", "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "requestBody": {
    "content": {"application/json": {"schema": {
      "type": "object", "additionalProperties": false,
      "properties": {"reason": {"type": "string", "maxLength": 500}}
    }}}
  },
  "responses": {
    "200": {
      "description": "It is told",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Hub"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

boost::json::object to_json(const jobs::HubRow& hub) {
  return {{"id", hub.id},
          {"host", hub.host},
          {"pid", hub.pid},
          {"url", hub.url},
          {"version", hub.version},
          {"state", jobs::name_of(hub.state)},
          {"started_at", to_rfc3339(hub.started_at)},
          {"seen_at", to_rfc3339(hub.seen_at)}};
}

Async<Response> list(store::Store& store) {
  const auto hubs = co_await store.read(jobs::list_hubs);
  boost::json::array items;
  for (const auto& hub : hubs) items.push_back(to_json(hub));
  const boost::json::object all{{"hubs", std::move(items)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

using Operate = Result<void> (*)(store::Session&, const std::string&, const std::string&,
                                 const std::string&, Timestamp, const std::string&);

Result<Response> operate(Operate change, Timestamp now, std::optional<std::string> default_reason,
                         store::Session& session, const Request& request, const PathValues& path) {
  const std::string& id = path.at("id");
  if (!is_plain_text(id)) return not_found("there is no such hub");
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const auto reason = read_text(fields, "reason", std::move(default_reason));
  if (const auto strict = fields.finish(); !strict) return strict.error();
  if (const auto done = change(session, id, request.caller->actor, reason, now, request.address);
      !done)
    return done.error();
  for (const auto& hub : jobs::list_hubs(session))
    if (hub.id == id) return http::json_response(200, boost::json::serialize(to_json(hub)));
  return not_found("the hub " + id + " has been forgotten");
}

http::Route operator_route(const ApiParts& parts, const char* pattern, const char* text,
                           Operate change, std::optional<std::string> default_reason) {
  http::Route route{"POST", pattern, {}, true, text, "hubs:write"};
  route.idempotency = http::Idempotency::optional;
  route.in_read_only = true;
  return change_route(parts, std::move(route),
                      [change, default_reason, &clock = parts.clock](
                          auto& session, const auto& request, const auto& path) {
                        return operate(change, clock.now(), default_reason, session, request, path);
                      });
}

}  // namespace

std::vector<http::Route> hub_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/hubs",
                    [&store = parts.store](const auto&, const auto&) { return list(store); }, true,
                    list_operation, "hubs:read"});
  routes.push_back(operator_route(parts, "/api/v1/hubs/{id}/drain", drain_operation,
                                  access::drain_hub, std::nullopt));
  routes.push_back(
      operator_route(parts, "/api/v1/hubs/{id}/resume", resume_operation, access::resume_hub, ""));
  return routes;
}

}  // namespace patchbay::api
