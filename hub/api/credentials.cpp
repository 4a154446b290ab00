#include "hub/access/credentials.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/credential_view.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;

constexpr const char* list_operation = R"({
  "operationId": "listCredentials",
  "summary": "Credentials, oldest first, page by page; never a secret",
  "parameters": [
    {"name": "partner", "in": "query", "description": "only of this partner",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "limit", "in": "query", "description": "credentials a page",
     "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
    {"name": "after", "in": "query", "description": "`next` of the page before",
     "schema": {"type": "string", "maxLength": 200}}
  ],
  "responses": {
    "200": {
      "description": "A page; `next` is null on the last one",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CredentialList"}}}
    }
  }
})";

constexpr const char* show_operation = R"({
  "operationId": "getCredential",
  "summary": "A credential; never its secret",
  "parameters": [{"name": "id", "in": "path", "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "responses": {
    "200": {
      "description": "The credential",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Credential"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

struct Parts {
  store::Store& store;
  const Clock& clock;
};

Async<Response> list(Parts parts, OrganisationId organisation, std::string query) {
  const auto given = Parameters::read(query, {"partner", "limit", "after"});
  if (!given) co_return problem_of(given.error());
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) co_return problem_of(limit.error());
  access::CredentialFilter filter;
  filter.partner = given->text("partner");
  filter.after = given->text("after");
  filter.limit = static_cast<std::size_t>(*limit);
  const auto found = co_await parts.store.read([&](store::Session& session) {
    return access::list_credentials(session, organisation, filter, parts.clock.now());
  });
  json::array items;
  for (const auto& one : found) items.push_back(credential_json(one));
  json::value next;
  if (found.size() == filter.limit) next = json::value(found.back().id);
  const json::object page{{"credentials", std::move(items)}, {"next", std::move(next)}};
  co_return http::json_response(200, json::serialize(page));
}

Async<Response> show(Parts parts, OrganisationId organisation, std::string id) {
  std::optional<access::Credential> found;
  if (is_plain_text(id))
    found = co_await parts.store.read([&](store::Session& session) {
      return access::find_credential(session, organisation, id);
    });
  if (!found) co_return problem_of(not_found("there is no credential with this id"));
  co_return http::json_response(200, json::serialize(credential_json(*found)));
}

}  // namespace

std::vector<http::Route> credential_routes(const ApiParts& parts) {
  const Parts own{parts.store, parts.clock};
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/credentials",
                    [own](const Request& request, const PathValues&) {
                      return list(own, request.caller->organisation, std::string(request.query()));
                    },
                    true, list_operation, "credentials:read"});
  routes.push_back({"GET", "/api/v1/credentials/{id}",
                    [own](const Request& request, const PathValues& path) {
                      return show(own, request.caller->organisation, path.at("id"));
                    },
                    true, show_operation, "credentials:read"});
  return routes;
}

}  // namespace patchbay::api
