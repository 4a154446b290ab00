#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/routes.h"
#include "hub/api/webhook_caller.h"
#include "hub/events/catalogue.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

constexpr const char* operation = R"({
  "operationId": "listEventTypes",
  "summary": "Every event that endpoints can get, each with the schema of its data",
  "responses": {
    "200": {
      "description": "In order of name",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EventTypeList"}}}
    }
  }
})";

std::string list_text() {
  json::array items;
  for (const auto& type : events::catalogue()) {
    json::array aliases;
    for (const auto& alias : type.aliases) aliases.emplace_back(alias);
    items.push_back(json::object{{"name", type.name},
                                 {"version", type.version},
                                 {"summary", type.summary},
                                 {"aliases", std::move(aliases)},
                                 {"on_request", type.on_request},
                                 {"schema", json::parse(type.schema)}});
  }
  return json::serialize(json::object{{"event_types", std::move(items)}});
}

Async<http::Response> list(std::shared_ptr<const std::string> text) {
  co_return http::json_response(200, *text);
}

}  // namespace

http::Route event_types_route() {
  // It never changes while the program runs.
  const auto text = std::make_shared<const std::string>(list_text());
  return {"GET",
          "/api/v1/event-types",
          [text](const http::Request&, const http::PathValues&) { return list(text); },
          true,
          operation,
          webhooks_read};
}

}  // namespace patchbay::api
