// Simulations of drafts: asked for, looked at, called off.

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/parameters.h"
#include "hub/api/policy_view.h"
#include "hub/api/routes.h"
#include "hub/crypto/system_random.h"
#include "hub/http/json.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

std::string operation(const std::string& id, const std::string& summary, const std::string& body,
                      int status) {
  return R"({"operationId": ")" + id + R"(", "summary": ")" + summary +
         R"(", "parameters": [{"name": "id", "in": "path", "required": true,
            "schema": {"type": "string", "maxLength": 200}}], )" +
         (body.empty()
              ? ""
              : R"("requestBody": {"required": true, "content": {"application/json": {"schema": )" +
                    body + "}}}, ") +
         R"("responses": {")" + std::to_string(status) +
         R"(": {"description": "As it is now", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Simulation"}}}},
          "404": {"$ref": "#/components/responses/NotFound"}}})";
}

constexpr const char* ask_body = R"({
  "type": "object", "required": ["from", "until"], "additionalProperties": false,
  "properties": {
    "from": {"type": "string", "description": "RFC 3339; the first moment of the period"},
    "until": {"type": "string", "description": "RFC 3339; the moment after it"},
    "against": {"type": "string", "default": "active",
      "description": "the version to compare with"},
    "reason": {"type": "string", "maxLength": 500}
  }
})";

Result<json::object> with_result(Session& session, const OrganisationId& organisation,
                                 const policy::SimulationView& simulation) {
  auto body = to_json(simulation);
  const auto text = policy::simulation_result(session, organisation, simulation.id);
  if (text.empty()) {
    body["result"] = nullptr;
    return body;
  }
  auto parsed = parse_json(text);
  if (!parsed) return parsed.error();
  body["result"] = std::move(*parsed);
  return body;
}

Result<policy::SimulationView> need(Session& session, const OrganisationId& organisation,
                                    const std::string& id) {
  if (is_plain_text(id))
    if (auto found = policy::find_simulation(session, organisation, id)) return *found;
  return not_found("there is no such simulation");
}

Async<Response> show(store::Store& store, OrganisationId organisation, std::string id) {
  auto work = [&](Session& session) -> Result<json::object> {
    const auto found = need(session, organisation, id);
    if (!found) return found.error();
    return with_result(session, organisation, *found);
  };
  const auto found = co_await store.read(work);
  if (!found) co_return problem_of(found.error());
  co_return http::json_response(200, json::serialize(*found));
}

Result<Response> ask(const Clock& clock, Session& session, const Request& request,
                     const std::string& version) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const auto from_text = read_text(fields, "from");
  const auto until_text = read_text(fields, "until");
  const auto against = read_text(fields, "against", "active");
  const auto reason = read_text(fields, "reason", "");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const auto from = parse_timestamp(from_text);
  if (!from) return from.error().in("\"from\"");
  const auto until = parse_timestamp(until_text);
  if (!until) return until.error().in("\"until\"");
  const auto& caller = *request.caller;
  const auto asked = policy::ask_simulation(
      session, caller.organisation, {version, against, {*from, *until}, caller.actor, reason},
      clock, crypto::system_random());
  if (!asked) return asked.error();
  const auto answer = with_result(session, caller.organisation, *asked);
  if (!answer) return answer.error();
  return http::json_response(202, json::serialize(*answer));
}

Result<Response> cancel(const Clock& clock, Session& session, const Request& request,
                        const std::string& id) {
  const auto& organisation = request.caller->organisation;
  if (const auto found = need(session, organisation, id); !found) return found.error();
  const auto done = policy::cancel_simulation(session, organisation, id, clock.now());
  if (!done) return done.error();
  const auto found = need(session, organisation, id);
  if (!found) return found.error();
  const auto answer = with_result(session, organisation, *found);
  if (!answer) return answer.error();
  return http::json_response(200, json::serialize(*answer));
}

using Act = Result<Response> (*)(const Clock&, Session&, const Request&, const std::string& id);

http::Route change_of(const ApiParts& parts, std::string pattern, std::string operation, Act act) {
  http::Route route{"POST", std::move(pattern), {}, true, std::move(operation), "policies:write"};
  route.idempotency = http::Idempotency::optional;
  return change_route(parts, std::move(route),
                      [&clock = parts.clock, act](Session& session, const Request& request,
                                                  const PathValues& path) -> Result<Response> {
                        const auto& id = path.at("id");
                        if (!is_plain_text(id)) return not_found("there is nothing of this name");
                        return act(clock, session, request, id);
                      });
}

}  // namespace

std::vector<http::Route> simulation_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back(
      change_of(parts, "/api/v1/policies/{id}/simulations",
                operation("simulatePolicy", "Simulates a version over a period, in the background",
                          ask_body, 202),
                ask));
  routes.push_back({"GET", "/api/v1/simulations/{id}",
                    [&store = parts.store](const Request& request, const PathValues& path) {
                      return show(store, request.caller->organisation, path.at("id"));
                    },
                    true, operation("getSimulation", "How far it is, or what came out", "", 200),
                    "policies:read"});
  routes.push_back(
      change_of(parts, "/api/v1/simulations/{id}/cancel",
                operation("cancelSimulation", "It stops before its next page", "", 200), cancel));
  return routes;
}

}  // namespace patchbay::api
