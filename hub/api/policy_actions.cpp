// Drafts, tests, activations.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/parameters.h"
#include "hub/api/policy_caller.h"
#include "hub/api/policy_view.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

constexpr const char* reason_property =
    R"("reason": {"type": "string", "minLength": 1, "maxLength": 500, "description": "why"})";

std::string operation(const std::string& id, const std::string& summary, bool has_id,
                      const std::string& required, const std::string& properties, int status,
                      const std::string& schema) {
  return R"({"operationId": ")" + id + R"(", "summary": ")" + summary + R"(", )" +
         (has_id ? R"("parameters": [{"name": "id", "in": "path", "required": true,
                      "schema": {"type": "string", "maxLength": 200}}], )"
                 : "") +
         (properties.empty()
              ? ""
              : R"("requestBody": {"required": true, "content": {"application/json": {"schema": {
                "type": "object", "additionalProperties": false, "required": [)" +
                    required + R"(], "properties": {)" + properties + "}}}}}, ") +
         R"("responses": {")" + std::to_string(status) +
         R"(": {"description": "Done", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/)" +
         schema + R"("}}}}, "404": {"$ref": "#/components/responses/NotFound"}}})";
}

/// What the changes need to know.
struct Known {
  const adapters::Registry& registry;
  const Clock& clock;
};

policy::Steerer steerer_of(const Known& known, const Request& request, std::string reason) {
  const auto& caller = *request.caller;
  return {caller.organisation, caller.actor,      std::move(reason),
          request.address,     known.clock.now(), installed_partners(known.registry)};
}

Response answer(int status, const json::object& body) {
  return http::json_response(status, json::serialize(body));
}

/// Fields of a body, read by `read`, then all checked.
template <class Fields>
Result<Fields> fields_of(const Request& request, Fields (*read)(adapters::StrictObject&)) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject object(*body, "body");
  auto fields = read(object);
  if (const auto strict = object.finish(); !strict) return strict.error();
  return fields;
}

struct GivenFiles {
  std::vector<policy::PolicyFile> files;
  std::string reason;
};
GivenFiles read_files(adapters::StrictObject& object) {
  GivenFiles given;
  for (const auto* value : object.list("files")) {
    adapters::StrictObject file(*value, "files");
    given.files.push_back({file.text("name"), file.text("text")});
    if (const auto strict = file.finish(); !strict) object.fail(strict.error().message);
  }
  given.reason = read_text(object, "reason");
  return given;
}

struct GivenNumber {
  std::string path, value, reason;
};
GivenNumber read_number(adapters::StrictObject& object) {
  GivenNumber given{read_text(object, "path"), "", read_text(object, "reason")};
  // A whole number may come as one.
  const auto* value = object.value("value");
  given.value =
      value && value->is_int64() ? std::to_string(value->get_int64()) : read_text(object, "value");
  return given;
}

struct GivenMoment {
  std::string reason, at;
};
GivenMoment read_moment(adapters::StrictObject& object) {
  return {read_text(object, "reason"), read_text(object, "at", "")};
}

std::string read_reason(adapters::StrictObject& object) { return read_text(object, "reason"); }

Result<Response> push(const Known& known, Session& session, const Request& request) {
  const auto given = fields_of(request, read_files);
  if (!given) return given.error();
  const auto draft =
      policy::push_draft(session, steerer_of(known, request, given->reason), given->files);
  if (!draft) return draft.error();
  return answer(201, to_json(*draft));
}

Result<Response> set(const Known& known, Session& session, const Request& request,
                     const std::string& id) {
  const auto given = fields_of(request, read_number);
  if (!given) return given.error();
  const auto draft = policy::push_number(session, steerer_of(known, request, given->reason), id,
                                         given->path, given->value);
  if (!draft) return draft.error();
  return answer(201, to_json(*draft));
}

Result<Response> test(const Known& known, Session& session, const Request& request,
                      const std::string& id) {
  const auto report = policy::test_version(session, steerer_of(known, request, ""), id);
  if (!report) return report.error();
  return answer(200, to_json(*report));
}

Result<Response> accept(const Known& known, Session& session, const Request& request,
                        const std::string& id) {
  const auto reason = fields_of(request, read_reason);
  if (!reason) return reason.error();
  const auto draft = policy::push_accepted(session, steerer_of(known, request, *reason), id);
  if (!draft) return draft.error();
  return answer(201, to_json(*draft));
}

Result<Response> activate(const Known& known, Session& session, const Request& request,
                          const std::string& id) {
  const auto given = fields_of(request, read_moment);
  if (!given) return given.error();
  std::optional<Timestamp> at;
  if (!given->at.empty()) {
    const auto moment = parse_timestamp(given->at);
    if (!moment) return moment.error().in("\"at\"");
    at = *moment;
  }
  const auto done =
      policy::activate_version(session, steerer_of(known, request, given->reason), id, at);
  if (!done) return done.error();
  json::array warnings;
  for (const auto& warning : done->warnings) warnings.emplace_back(warning);
  auto body = to_json(done->activation);
  body["warnings"] = std::move(warnings);
  return answer(200, body);
}

Result<Response> roll_back(const Known& known, Session& session, const Request& request) {
  const auto reason = fields_of(request, read_reason);
  if (!reason) return reason.error();
  const auto done = policy::go_back(session, steerer_of(known, request, *reason));
  if (!done) return done.error();
  return answer(200, to_json(*done));
}

using Act = Result<Response> (*)(const Known&, Session&, const Request&, const std::string& id);

http::Route route_of(const ApiParts& parts, const std::string& rest, std::string operation,
                     Act act) {
  http::Route route{"POST", "/api/v1/policies" + rest, {},
                    true,   std::move(operation),      "policies:write"};
  route.idempotency = http::Idempotency::optional;
  const Known known{parts.registry, parts.clock};
  return change_route(parts, std::move(route),
                      [known, act](Session& session, const Request& request,
                                   const PathValues& path) -> Result<Response> {
                        const auto id = path.find("id");
                        if (id == path.end()) return act(known, session, request, "");
                        if (!is_plain_text(id->second))
                          return not_found("there is no such version");
                        return act(known, session, request, id->second);
                      });
}

}  // namespace

std::map<std::string, std::string> installed_partners(const adapters::Registry& registry) {
  std::map<std::string, std::string> kinds;
  for (const auto& partner : registry.all()) kinds[partner->id] = partner->plug->manifest().kind;
  return kinds;
}

std::vector<http::Route> policy_action_routes(const ApiParts& parts) {
  const std::string reason = reason_property;
  std::vector<http::Route> routes;
  routes.push_back(route_of(
      parts, "",
      operation("pushPolicy", "A draft, from files; it must load", false, R"("files", "reason")",
                R"("files": {"type": "array", "minItems": 1, "items": {"type": "object",
                   "required": ["name", "text"], "additionalProperties": false, "properties": {
                   "name": {"type": "string"}, "text": {"type": "string"}}}}, )" +
                    reason,
                201, "PolicyVersion"),
      [](const Known& known, Session& session, const Request& request, const std::string&) {
        return push(known, session, request);
      }));
  routes.push_back(
      route_of(parts, "/rollback",
               operation("rollBackPolicy",
                         "Takes back what is still to become active; else the version before the "
                         "active one is active again",
                         false, R"("reason")", reason, 200, "PolicyActivation"),
               [](const Known& known, Session& session, const Request& request,
                  const std::string&) { return roll_back(known, session, request); }));
  routes.push_back(
      route_of(parts, "/{id}/numbers",
               operation("setPolicyNumber", "A draft with one number changed", true,
                         R"("path", "value", "reason")",
                         R"("path": {"type": "string", "minLength": 1, "maxLength": 500},
                            "value": {"type": ["string", "integer"],
                              "minLength": 1, "maxLength": 500}, )" +
                             reason,
                         201, "PolicyVersion"),
               set));
  routes.push_back(route_of(
      parts, "/{id}/test",
      operation("testPolicy", "Runs its tests", true, "", "", 200, "PolicyTestReport"), test));
  routes.push_back(route_of(
      parts, "/{id}/accept",
      operation("acceptPolicyResults", "A draft in whose failed tests stands what the rules answer",
                true, R"("reason")", reason, 201, "PolicyVersion"),
      accept));
  routes.push_back(route_of(
      parts, "/{id}/activate",
      operation(
          "activatePolicy", "From a moment on it decides; its tests must pass", true, R"("reason")",
          R"("at": {"type": "string", "description": "RFC 3339; now when left out"}, )" + reason,
          200, "PolicyActivation"),
      activate));
  return routes;
}

}  // namespace patchbay::api
