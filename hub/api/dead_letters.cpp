#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "hub/api/body.h"
#include "hub/api/dead_letter_filter.h"
#include "hub/api/dead_letter_view.h"
#include "hub/api/routes.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;

constexpr const char* list_operation = R"({
  "operationId": "listDeadLetters",
  "summary": "Jobs that could not succeed, newest first, page by page",
  "parameters": [
    {"name": "kind", "in": "query", "description": "only jobs of this kind",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "partner", "in": "query", "description": "only of this partner",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "key", "in": "query", "description": "only with this key",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "reason", "in": "query", "description": "a part of the reason, case ignored",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "since", "in": "query", "description": "died at or after, RFC 3339",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "until", "in": "query", "description": "died before, RFC 3339",
     "schema": {"type": "string", "maxLength": 200}},
    {"name": "limit", "in": "query", "description": "letters a page",
     "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
    {"name": "before", "in": "query", "description": "`next` of the page before",
     "schema": {"type": "integer", "minimum": 0, "default": 0}}
  ],
  "responses": {
    "200": {
      "description": "A page; `next` is null on the last one",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeadLetterList"}}}
    }
  }
})";

constexpr const char* show_operation = R"({
  "operationId": "getDeadLetter",
  "summary": "One dead letter with every run that failed and the last exchanges with the partner",
  "parameters": [
    {"name": "id", "in": "path", "required": true, "description": "id of the letter",
     "schema": {"type": "string", "maxLength": 20}}
  ],
  "responses": {
    "200": {
      "description": "The letter; of exchanges no bodies, no queries, no secrets are kept",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DeadLetterDetail"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

Async<http::Response> list(store::Store& store, OrganisationId organisation, std::string query) {
  const auto given = Parameters::read(
      query, {"kind", "partner", "key", "reason", "since", "until", "limit", "before"});
  if (!given) co_return problem_of(given.error());
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) co_return problem_of(limit.error());
  const auto before = given->integer("before", 0, 0, INT64_MAX);
  if (!before) co_return problem_of(before.error());
  const auto filter = read_dead_filter(*given, organisation);
  if (!filter) co_return problem_of(filter.error());
  const auto size = static_cast<std::size_t>(*limit);
  const auto letters = co_await store.read(
      [&](store::Session& session) { return jobs::list_dead(session, *filter, *before, size); });
  json::array items;
  for (const auto& letter : letters) items.push_back(dead_letter_json(letter));
  json::value next;
  if (letters.size() == size) next = letters.back().id;
  const json::object page{{"dead_letters", std::move(items)}, {"next", std::move(next)}};
  co_return http::json_response(200, json::serialize(page));
}

Async<http::Response> show(store::Store& store, OrganisationId organisation, std::string text) {
  std::int64_t id = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
  std::optional<json::object> detail;
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) {
    detail = co_await store.read(
        [&](store::Session& session) { return dead_letter_detail(session, organisation, id); });
  }
  if (!detail)
    co_return http::problem(404, http::reason_of(404),
                            "there is no dead letter of this id; it may have been redriven");
  co_return http::json_response(200, json::serialize(*detail));
}

}  // namespace

http::Route dead_letters_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/dead-letters",
          [&store = parts.store](const http::Request& request, const auto&) {
            return list(store, request.caller->organisation, std::string(request.query()));
          },
          true,
          list_operation,
          "jobs:read"};
}

http::Route dead_letter_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/dead-letters/{id}",
          [&store = parts.store](const http::Request& request, const http::PathValues& path) {
            return show(store, request.caller->organisation, path.at("id"));
          },
          true,
          show_operation,
          "jobs:read"};
}

}  // namespace patchbay::api
