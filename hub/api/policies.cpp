// Versions of the rules, and decisions, for reading.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/decision_view.h"
#include "hub/api/parameters.h"
#include "hub/api/policy_view.h"
#include "hub/api/routes.h"
#include "hub/policy/difference.h"
#include "hub/policy/sentences.h"
#include "hub/policy/set_number.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

using Read =
    std::function<Result<json::object>(Session&, const OrganisationId&, const std::string& name)>;

std::string operation(const std::string& id, const std::string& summary, bool has_id,
                      const std::string& schema) {
  return R"({"operationId": ")" + id + R"(", "summary": ")" + summary + R"(", )" +
         (has_id ? R"("parameters": [{"name": "id", "in": "path", "required": true,
                      "description": "an id, a beginning of six characters, active or previous",
                      "schema": {"type": "string", "maxLength": 200}}], )"
                 : "") +
         R"("responses": {"200": {"description": "As it is now", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/)" +
         schema + R"("}}}})" +
         (has_id ? R"(, "404": {"$ref": "#/components/responses/NotFound"})" : "") + "}}";
}

Async<Response> answer(store::Store& store, Read read, OrganisationId organisation,
                       std::string name) {
  if (!is_plain_text(name)) co_return problem_of(not_found("there is nothing of this name"));
  auto work = [&](Session& session) { return read(session, organisation, name); };
  const auto found = co_await store.read(work);
  if (!found) co_return problem_of(found.error());
  co_return http::json_response(200, json::serialize(*found));
}

http::Route route_of(const ApiParts& parts, std::string pattern, std::string operation, Read read) {
  const auto handle = [&store = parts.store, read = std::move(read)](const Request& request,
                                                                     const PathValues& path) {
    const auto id = path.find("id");
    return answer(store, read, request.caller->organisation,
                  id == path.end() ? std::string("-") : id->second);
  };
  return {"GET", std::move(pattern), handle, true, std::move(operation), "policies:read"};
}

json::object list(Session& session, const OrganisationId& organisation, Timestamp now) {
  json::array all;
  for (const auto& version : policy::list_versions(session, organisation, now))
    all.push_back(to_json(version));
  return {{"versions", std::move(all)}};
}

json::object history(Session& session, const OrganisationId& organisation) {
  json::array all;
  for (const auto& activation : policy::activation_history(session, organisation))
    all.push_back(to_json(activation));
  return {{"activations", std::move(all)}};
}

/// One version with everything that a person wants to know of it.
Result<json::object> show(Session& session, const OrganisationId& organisation,
                          policy::PolicyBook& book, const std::string& name, Timestamp now) {
  const auto version = policy::find_version(session, organisation, name, now);
  if (!version) return version.error();
  const auto rules = book.version(session, organisation, version->id);
  if (!rules) return rules.error();
  json::array numbers, files;
  for (const auto& number : policy::declared_numbers(*rules))
    numbers.push_back(
        json::object{{"path", number.path}, {"value", number.value}, {"where", number.where}});
  for (const auto& file : rules->files())
    files.push_back(json::object{{"name", file.name}, {"text", file.text}});
  json::array changes;
  if (const auto active = policy::active_version(session, organisation, now);
      active && *active != version->id)
    if (const auto before = book.version(session, organisation, *active))
      changes = policy::to_json(policy::difference(*before, *rules));
  return json::object{{"version", to_json(*version)},
                      {"rules", policy::to_json(policy::rule_tables(*rules))},
                      {"numbers", std::move(numbers)},
                      {"changes", std::move(changes)},
                      {"files", std::move(files)}};
}

Result<json::object> show_decision(Session& session, const OrganisationId& organisation,
                                   policy::PolicyBook& book, const std::string& id) {
  const auto found = explain_kept(session, organisation, book, id);
  if (!found) return found.error();
  return to_json(found->kept, found->explanation);
}

}  // namespace

std::vector<http::Route> policy_routes(const ApiParts& parts) {
  const Clock& clock = parts.clock;
  auto& book = *parts.policies;
  std::vector<http::Route> routes;
  routes.push_back(route_of(
      parts, "/api/v1/policies",
      operation("listPolicies", "Versions of the rules, newest first", false, "PolicyVersionList"),
      [&clock](Session& session, const auto& organisation, const auto&) {
        return Result<json::object>(list(session, organisation, clock.now()));
      }));
  routes.push_back(route_of(parts, "/api/v1/policies/history",
                            operation("listPolicyActivations", "What was active when, newest first",
                                      false, "PolicyActivationList"),
                            [](Session& session, const auto& organisation, const auto&) {
                              return Result<json::object>(history(session, organisation));
                            }));
  routes.push_back(
      route_of(parts, "/api/v1/policies/{id}",
               operation("getPolicy", "One version: its rules, numbers, files, and what it changes",
                         true, "Policy"),
               [&book, &clock](Session& session, const auto& organisation, const auto& name) {
                 return show(session, organisation, book, name, clock.now());
               }));
  return routes;
}

http::Route decision_route(const ApiParts& parts) {
  return route_of(
      parts, "/api/v1/decisions/{id}",
      operation("getDecision", "A decision and why: rules, facts, numbers", true, "Decision"),
      [&book = *parts.policies](Session& session, const auto& organisation, const auto& id) {
        return show_decision(session, organisation, book, id);
      });
}

}  // namespace patchbay::api
