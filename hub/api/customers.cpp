#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/customer_view.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

constexpr const char* operation = R"({
  "operationId": "getCustomer",
  "summary": "A customer with tier, points and orders so far",
  "parameters": [{
    "name": "id", "in": "path", "required": true,
    "description": "the programme's own number of the customer",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200}
  }],
  "responses": {
    "200": {
      "description": "The customer",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Customer"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

Async<http::Response> show(store::Store& store, OrganisationId organisation, std::string id) {
  std::optional<loyalty::Customer> found;
  if (is_plain_text(id)) {
    found = co_await store.read([&organisation, &id](store::Session& session) {
      return loyalty::find_customer(session, organisation, id);
    });
  }
  if (!found) {
    co_return http::problem_of_type("INVALID_CUSTOMER", "there is no customer with this id");
  }
  co_return http::json_response(200, boost::json::serialize(to_json(*found)));
}

}  // namespace

http::Route customer_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/customers/{id}",
          [&store = parts.store](const http::Request& request, const auto& path) {
            return show(store, request.caller->organisation, path.at("id"));
          },
          true,
          operation,
          "customers:read"};
}

}  // namespace patchbay::api
