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
using jobs::SwitchKind;

constexpr const char* list_operation = R"({
  "operationId": "listSwitches",
  "summary": "The switches that are thrown",
  "responses": {
    "200": {
      "description": "All of them",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SwitchList"}}}
    }
  }
})";

constexpr const char* throw_answers = R"(
  "requestBody": {
    "required": true,
    "content": {"application/json": {"schema": {
      "type": "object", "required": ["reason"], "additionalProperties": false,
      "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": 500}}
    }}}
  },
  "responses": {
    "200": {
      "description": "It is thrown, on all hubs",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Switch"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

constexpr const char* reset_answers = R"(
  "responses": {
    "204": {"description": "It is reset, on all hubs"},
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

constexpr const char* path_parameters = R"(
    {"name": "kind", "in": "path", "required": true,
     "schema": {"type": "string", "enum": ["partner", "disabled", "queue", "hub"]}},
    {"name": "name", "in": "path", "required": true,
     "description": "id of the partner, kind of the jobs, or id of the hub",
     "schema": {"type": "string", "minLength": 1, "maxLength": 200}})";
constexpr const char* reason_parameter = R"(
    {"name": "reason", "in": "query", "description": "for the audit",
     "schema": {"type": "string", "maxLength": 200}})";

std::string operation(const std::string& id, const std::string& summary,
                      const std::string& parameters, const char* answers) {
  return R"({"operationId": ")" + id + R"(", "summary": ")" + summary + R"(", "parameters": [)" +
         parameters + "]," + answers;
}

boost::json::object to_json(const jobs::Switch& thrown) {
  return {{"kind", jobs::name_of(thrown.kind)},
          {"name", thrown.name},
          {"reason", thrown.reason},
          {"actor", thrown.actor},
          {"thrown_at", to_rfc3339(thrown.thrown_at)}};
}

Async<Response> list(store::Store& store, OrganisationId organisation) {
  const auto thrown = co_await store.read(jobs::list_switches);
  boost::json::array items;
  for (const auto& one : thrown)
    if (one.organisation.empty() || one.organisation == organisation) items.push_back(to_json(one));
  const boost::json::object all{{"switches", std::move(items)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

/// The switch that a path means, without who and why. Read-only mode has a path of its own.
Result<jobs::Switch> switch_at(const PathValues& path, const OrganisationId& organisation) {
  jobs::Switch meant;
  if (path.empty()) {
    meant.kind = SwitchKind::read_only;
    return meant;
  }
  const auto kind = jobs::parse_switch_kind(path.at("kind"));
  if (!kind || *kind == SwitchKind::read_only)
    return not_found("there is no kind of switch \"" + path.at("kind") +
                     "\" with names; there are partner, disabled, queue and hub");
  if (!is_plain_text(path.at("name"))) return not_found("no such name can be switched");
  meant.kind = *kind;
  meant.name = path.at("name");
  if (jobs::is_of_partner(meant.kind)) meant.organisation = organisation;
  return meant;
}

/// What throwing needs to know of this hub.
struct Known {
  std::vector<std::string> partners, queues;
  const Clock& clock;
};

Result<Response> throw_it(const Known& known, store::Session& session, const Request& request,
                          const PathValues& path) {
  auto thrown = switch_at(path, request.caller->organisation);
  if (!thrown) return thrown.error();
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  thrown->reason = read_text(fields, "reason");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  thrown->actor = request.caller->actor;
  thrown->thrown_at = known.clock.now();
  Result<void> done;
  if (jobs::is_of_partner(thrown->kind))
    done = access::check_known("partner", thrown->name, known.partners);
  if (thrown->kind == SwitchKind::queue)
    done = access::check_known("queue", thrown->name, known.queues);
  if (done && thrown->kind == SwitchKind::hub)
    done = access::drain_hub(session, thrown->name, thrown->actor, thrown->reason,
                             thrown->thrown_at, request.address);
  else if (done)
    done = access::throw_switch(session, *thrown, request.address);
  if (!done) return done.error();
  return http::json_response(200, boost::json::serialize(to_json(*thrown)));
}

Result<Response> reset_it(const Known& known, store::Session& session, const Request& request,
                          const PathValues& path) {
  const auto meant = switch_at(path, request.caller->organisation);
  if (!meant) return meant.error();
  const auto given = Parameters::read(request.query(), {"reason"});
  if (!given) return given.error();
  const auto done = access::reset_switch(
      session, {meant->kind, meant->organisation, meant->name, request.caller->actor,
                given->text("reason"), known.clock.now(), request.address});
  if (!done) return done.error();
  Response response;
  response.status = 204;
  return response;
}

/// A route that works in read-only mode too: how else would that end?
http::Route operator_route(const ApiParts& parts, const char* method, const char* pattern,
                           std::string text, Change change) {
  http::Route route{method, pattern, {}, true, std::move(text), "switches:write"};
  route.idempotency = http::Idempotency::optional;
  route.in_read_only = true;
  return change_route(parts, std::move(route), std::move(change));
}

}  // namespace

std::vector<http::Route> switch_routes(const ApiParts& parts) {
  const Known known{parts.partners, parts.queues, parts.clock};
  const Change throwing = [known](auto& session, const auto& request, const auto& path) {
    return throw_it(known, session, request, path);
  };
  const Change resetting = [known](auto& session, const auto& request, const auto& path) {
    return reset_it(known, session, request, path);
  };
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/switches",
                    [&store = parts.store](const Request& request, const auto&) {
                      return list(store, request.caller->organisation);
                    },
                    true, list_operation, "switches:read"});
  routes.push_back(operator_route(
      parts, "PUT", "/api/v1/switches/read_only",
      operation("enterReadOnlyMode", "Nothing changes any more and no job is claimed, on all hubs",
                "", throw_answers),
      throwing));
  routes.push_back(operator_route(
      parts, "DELETE", "/api/v1/switches/read_only",
      operation("leaveReadOnlyMode", "Work goes on", reason_parameter, reset_answers), resetting));
  routes.push_back(operator_route(
      parts, "PUT", "/api/v1/switches/{kind}/{name}",
      operation("throwSwitch",
                "Stop issuing at a partner, stop a queue or drain a hub; what is due stays pending",
                path_parameters, throw_answers),
      throwing));
  routes.push_back(operator_route(
      parts, "DELETE", "/api/v1/switches/{kind}/{name}",
      operation("resetSwitch", "Let a partner, a queue or a hub work again",
                std::string(path_parameters) + "," + reason_parameter, reset_answers),
      resetting));
  return routes;
}

}  // namespace patchbay::api
