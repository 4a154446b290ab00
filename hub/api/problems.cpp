#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/routes.h"
#include "hub/http/problem_type.h"

namespace patchbay::api {
namespace {

constexpr const char* operation = R"json({
  "operationId": "getProblemType",
  "summary": "What a problem's type means (RFC 9457 section 3.1.1)",
  "parameters": [{"name": "type", "in": "path", "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "responses": {
    "200": {
      "description": "The type",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ProblemType"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})json";

Async<http::Response> show(std::string slug) {
  for (const auto& type : http::problem_types()) {
    if (type.slug != slug) continue;
    const boost::json::object found{{"type", "/problems/" + slug},
                                    {"code", type.code},
                                    {"status", type.status},
                                    {"help", type.help}};
    co_return http::json_response(200, boost::json::serialize(found));
  }
  co_return http::problem(404, http::reason_of(404), "there is no problem type of this name");
}

}  // namespace

http::Route problem_route() {
  return {"GET", "/problems/{type}",
          [](const auto&, const auto& path) { return show(path.at("type")); }, false, operation};
}

}  // namespace patchbay::api
