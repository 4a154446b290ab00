#include "hub/loyalty/traits.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/audit.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

constexpr const char* answers = R"(
  "parameters": [{"name": "id", "in": "path", "required": true, "description": "the customer",
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "responses": {
    "200": {"description": "In order; none when there is no such customer",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Traits"}}}},
    "404": {"$ref": "#/components/responses/NotFound"}
  })";

std::string show_operation() {
  return std::string(R"({"operationId": "getTraits",
    "summary": "What the programme says of a customer, for its rules",)") +
         answers + "}";
}

std::string put_operation() {
  return std::string(R"({"operationId": "putTraits",
    "summary": "These traits and no others from now on",
    "requestBody": {"required": true, "content": {"application/json": {"schema": {
      "$ref": "#/components/schemas/Traits"}}}},)") +
         answers + "}";
}

std::string text_of(Session& session, const OrganisationId& organisation, const std::string& id) {
  json::array traits;
  for (const auto& [customer, own] : loyalty::traits_of(session, organisation, std::span(&id, 1)))
    for (const auto& trait : own) traits.push_back(json::string(trait));
  return json::serialize(json::object{{"traits", std::move(traits)}});
}

Async<Response> show(store::Store& store, OrganisationId organisation, std::string id) {
  if (!is_plain_text(id)) co_return problem_of(not_found("there is no customer with this id"));
  auto text =
      co_await store.read([&](Session& session) { return text_of(session, organisation, id); });
  co_return http::json_response(200, std::move(text));
}

Result<Response> put(const Clock& clock, Session& session, const Request& request,
                     const PathValues& path) {
  const std::string& id = path.at("id");
  if (!is_plain_text(id)) return not_found("there is no customer with this id");
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  if (!fields.value("traits")) fields.fail("\"traits\" is missing");
  const auto traits = fields.texts("traits");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const auto& organisation = request.caller->organisation;
  const std::string before = text_of(session, organisation, id);
  const auto put = loyalty::put_traits(session, organisation, id, traits, clock.now());
  if (!put) return put.error().in("body");
  std::string after = text_of(session, organisation, id);
  access::record(session, {organisation, actor_of(request), "customer.traits", "customer:" + id, "",
                           "", clock.now(), request.address, before, after});
  return http::json_response(200, std::move(after));
}

}  // namespace

std::vector<http::Route> trait_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/customers/{id}/traits",
                    [&store = parts.store](const Request& request, const PathValues& path) {
                      return show(store, request.caller->organisation, path.at("id"));
                    },
                    true, show_operation(), "customers:read"});
  http::Route putting{
      "PUT", "/api/v1/customers/{id}/traits", {}, true, put_operation(), "customers:write"};
  routes.push_back(
      change_route(parts, std::move(putting),
                   [&clock = parts.clock](auto& session, const auto& request, const auto& path) {
                     return put(clock, session, request, path);
                   }));
  return routes;
}

}  // namespace patchbay::api
