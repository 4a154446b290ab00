#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/components.h"
#include "hub/api/routes.h"
#include "hub/api/seed_errors.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

constexpr const char* api_version = "1.0.0";

constexpr const char* description =
    "Partner integration hub. HEAD is answered wherever GET is.\n\n"
    "Idempotency-Key (IETF draft httpapi-idempotency-key-header): routes that list the header "
    "honour it. A key is 1 to 255 visible ASCII characters, best a UUID, in double quotes or bare. "
    "It belongs to the credential, the method and the route. The first use runs the request; a "
    "repeat of the same request gets the same status and body, success or error, and the header "
    "Idempotency-Replayed: true, for 24 hours unless the operator set another time. A required key "
    "that is missing or malformed gets 400, a repeat while the first is at work 409, a key with "
    "another request 422. Answers of 500 and more are not kept: the same request with the same key "
    "may be tried again.";

/// An answer that many routes share.
struct SharedAnswer {
  const char* status;
  const char* name;  ///< in components/responses
  const char* description;
};
constexpr std::array every_route{
    SharedAnswer{"400", "BadRequest", "Malformed HTTP, or a bad parameter, which is named"},
    SharedAnswer{"405", "MethodNotAllowed", "Another method; Allow lists the right ones"},
    SharedAnswer{"408", "RequestTimeout", "The request came too slowly"},
    SharedAnswer{"413", "ContentTooLarge", "The body is over the limit"},
    SharedAnswer{"431", "HeadersTooLarge", "The request head is over the limit"},
    SharedAnswer{"500", "InternalError", "A defect of the hub; its log says more"},
    SharedAnswer{"503", "Unavailable", "The store or the hub cannot answer now; try later"}};
constexpr SharedAnswer unauthorized{"401", "Unauthorized",
                                    "No valid credential; it does not say what was wrong"};
constexpr SharedAnswer forbidden{"403", "Forbidden", "The credential lacks the route's scope"};
constexpr SharedAnswer too_many{"429", "TooManyRequests",
                                "Over a rate limit; Retry-After says when to come again, RateLimit "
                                "and RateLimit-Policy what is left"};
constexpr std::array keyed_routes{
    SharedAnswer{"409", "InFlight",
                 "A request with this Idempotency-Key is still at work, or what "
                 "is asked for clashes with what there is"},
    SharedAnswer{"422", "OtherRequest", "This Idempotency-Key was used for another request"}};
constexpr SharedAnswer clash{"409", "Clash", "It clashes with what there is"};
constexpr SharedAnswer not_found{"404", "NotFound", "There is no such thing"};

constexpr const char* openapi_operation = R"({
  "operationId": "getOpenApi",
  "summary": "This document",
  "responses": {
    "200": {
      "description": "OpenAPI 3.1, schemas in the draft-07 dialect",
      "content": {"application/json": {"schema": {
        "type": "object", "required": ["openapi", "info", "paths", "components"]}}}
    }
  }
})";

/// The seeds' paths have answers of their own (seed_errors.h).
json::object reference_to(const SharedAnswer& answer, bool is_seed = false) {
  return {{"$ref",
           std::string("#/components/responses/") + answer.name + (is_seed ? "InSeedForm" : "")}};
}

json::object seed_response(const SharedAnswer& answer) {
  const json::object schema{{"$ref", "#/components/schemas/SeedError"}};
  return {{"description", answer.description},
          {"content", {{"application/json", {{"schema", schema}}}}}};
}

json::object problem_response(const SharedAnswer& answer) {
  const json::object schema{{"$ref", "#/components/schemas/Problem"}};
  return {{"description", answer.description},
          {"content", {{"application/problem+json", {{"schema", schema}}}}}};
}

json::object components() {
  json::object all = json::parse(components_json()).as_object();
  for (const auto& schema : list_schemas()) all.at("schemas").as_object().insert(schema);
  for (const auto schemas :
       {credential_schemas_json(), dead_letter_schemas_json(), reward_schemas_json(),
        schedule_schemas_json(), link_schemas_json(), webhook_schemas_json(),
        progress_schemas_json(), policy_schemas_json()}) {
    const auto more = json::parse(schemas);
    for (const auto& schema : more.as_object()) all.at("schemas").as_object().insert(schema);
  }
  std::vector<SharedAnswer> shared(every_route.begin(), every_route.end());
  shared.insert(shared.end(), keyed_routes.begin(), keyed_routes.end());
  shared.insert(shared.end(), {unauthorized, forbidden, not_found, clash, too_many});
  json::object responses;
  for (const auto& answer : shared) {
    responses[answer.name] = problem_response(answer);
    responses[std::string(answer.name) + "InSeedForm"] = seed_response(answer);
  }
  all["responses"] = std::move(responses);
  return all;
}

/// What a route says that honours Idempotency-Key.
void add_idempotency(json::object& operation, bool required) {
  auto& parameters = operation["parameters"];
  if (!parameters.is_array()) parameters = json::array();
  parameters.as_array().push_back(
      {{"name", "Idempotency-Key"},
       {"in", "header"},
       {"required", required},
       {"description",
        "1 to 255 visible characters, best a UUID, with or without double quotes; a repeat with "
        "the "
        "same key gets the first answer and the header Idempotency-Replayed: true"},
       {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 512}}}});
  auto& responses = operation.at("responses").as_object();
  for (const auto& answer : keyed_routes)
    if (!responses.contains(answer.status)) responses[answer.status] = reference_to(answer);
}

/// A route's own operation with the answers that all routes share.
json::object operation_of(const http::Route& route) {
  json::object operation = json::parse(route.operation).as_object();
  auto& responses = operation.at("responses").as_object();
  const bool is_seed = is_seed_path(route.pattern);
  for (const auto& answer : every_route) {
    if (!responses.contains(answer.status))
      responses[answer.status] = reference_to(answer, is_seed);
  }
  if (is_seed) responses[clash.status] = reference_to(clash, is_seed);
  if (route.needs_token || !route.limit.empty())
    responses[too_many.status] = reference_to(too_many, is_seed);
  json::array security;
  if (route.needs_token) {
    for (const auto& answer : {unauthorized, forbidden})
      if (!responses.contains(answer.status))
        responses[answer.status] = reference_to(answer, is_seed);
    json::array scopes;
    if (!route.scope.empty()) scopes.push_back(json::string(route.scope));
    security.push_back(json::object{{"credential", std::move(scopes)}});
    if (!route.own_scope.empty())
      security.push_back(json::object{{"credential", json::array{json::string(route.own_scope)}}});
  }
  // From here on members are added to the operation, and references into it end.
  if (route.idempotency != http::Idempotency::none)
    add_idempotency(operation, route.idempotency == http::Idempotency::required);
  operation["security"] = std::move(security);
  return operation;
}

/// Answers to requests that fit no path: OpenAPI itself has no place for them.
json::object unmatched_responses() {
  json::object responses;
  for (const auto& answer : every_route) responses[answer.status] = reference_to(answer);
  responses.erase("405");
  responses[not_found.status] = reference_to(not_found);
  return responses;
}

json::object document_of(const std::vector<http::Route>& routes) {
  json::object paths;
  for (const auto& route : routes) {
    auto& path = paths[route.pattern];
    if (!path.is_object()) path = json::object{};
    path.as_object()[to_lower(route.method)] = operation_of(route);
  }
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Patchbay"}, {"version", api_version}, {"description", description}}},
          {"jsonSchemaDialect", "http://json-schema.org/draft-07/schema#"},
          {"paths", std::move(paths)},
          {"components", components()},
          {"x-unmatched-responses", unmatched_responses()}};
}

Async<http::Response> show(std::shared_ptr<const std::string> text) {
  co_return http::json_response(200, *text);
}

}  // namespace

void add_openapi_route(std::vector<http::Route>& routes) {
  routes.push_back({"GET", "/openapi.json", {}, false, openapi_operation});
  auto text = std::make_shared<const std::string>(json::serialize(document_of(routes)));
  routes.back().handle = [text](const auto&, const auto&) { return show(text); };
}

}  // namespace patchbay::api
