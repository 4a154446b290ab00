#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/schedules.h"
#include "hub/api/body.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/api/schedule_view.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;
constexpr std::size_t preview_runs = 10;

constexpr const char* list_operation = R"({
  "operationId": "listSchedules",
  "summary": "All schedules, in order of id",
  "responses": {
    "200": {
      "description": "All of them",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ScheduleList"}}}
    }
  }
})";

constexpr const char* show_operation = R"({
  "operationId": "getSchedule",
  "summary": "One schedule",
  "parameters": [
    {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 100}}
  ],
  "responses": {
    "200": {
      "description": "The schedule",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Schedule"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

constexpr const char* preview_operation = R"({
  "operationId": "previewSchedule",
  "summary": "The next ten runs, in UTC and in the schedule's zone; without its jitter",
  "parameters": [
    {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 100}}
  ],
  "responses": {
    "200": {
      "description": "The runs, also those that a pause would leave out",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SchedulePreview"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"},
    "409": {
      "description": "What is stored of it cannot be read; the detail says why",
      "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    }
  }
})";

constexpr const char* runs_operation = R"({
  "operationId": "listScheduleRuns",
  "summary": "The history of a schedule, newest first, page by page; also of one that was removed",
  "parameters": [
    {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 100}},
    {"name": "limit", "in": "query", "description": "runs a page",
     "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
    {"name": "before", "in": "query", "description": "`next` of the page before",
     "schema": {"type": "integer", "minimum": 0, "default": 0}}
  ],
  "responses": {
    "200": {
      "description": "A page; `next` is null on the last one",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ScheduleRunList"}}}
    }
  }
})";

Async<Response> list(store::Store& store, OrganisationId organisation) {
  const auto found = co_await store.read([&organisation](store::Session& session) {
    return jobs::list_schedules(session, organisation);
  });
  json::array items;
  for (const auto& schedule : found) items.push_back(schedule_json(schedule));
  const json::object all{{"schedules", std::move(items)}};
  co_return http::json_response(200, json::serialize(all));
}

Async<Response> show(store::Store& store, OrganisationId organisation, std::string id) {
  const auto found = co_await store.read([&](store::Session& session) {
    return access::need_stored_schedule(session, organisation, id);
  });
  if (!found) co_return problem_of(found.error());
  co_return http::json_response(200, json::serialize(schedule_json(*found)));
}

/// On a store thread: the zone's file may have to be read.
Result<json::object> preview_of(store::Session& session, const OrganisationId& organisation,
                                const std::string& id) {
  const auto found = access::need_schedule(session, organisation, id);
  if (!found) return found.error();
  const auto& definition = found->definition;
  json::array runs;
  for (const auto at :
       jobs::next_occurrences(definition.pattern, jobs::store_now(session), preview_runs))
    runs.push_back(occurrence_json(at, definition.zone));
  return json::object{{"runs", std::move(runs)}};
}

Async<Response> preview(store::Store& store, OrganisationId organisation, std::string id) {
  const auto found = co_await store.read(
      [&](store::Session& session) { return preview_of(session, organisation, id); });
  if (!found) co_return problem_of(found.error());
  co_return http::json_response(200, json::serialize(*found));
}

Async<Response> history(store::Store& store, OrganisationId organisation, std::string id,
                        std::string query) {
  const auto given = Parameters::read(query, {"limit", "before"});
  if (!given) co_return problem_of(given.error());
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) co_return problem_of(limit.error());
  const auto before = given->integer("before", 0, 0, INT64_MAX);
  if (!before) co_return problem_of(before.error());
  const auto size = static_cast<std::size_t>(*limit);
  const auto runs = co_await store.read([&](store::Session& session) {
    return jobs::list_runs(session, organisation, id, *before, size);
  });
  json::array items;
  for (const auto& run : runs) items.push_back(schedule_run_json(run));
  json::value next;
  if (runs.size() == size) next = runs.back().id;
  const json::object page{{"runs", std::move(items)}, {"next", std::move(next)}};
  co_return http::json_response(200, json::serialize(page));
}

using Show = Async<Response> (*)(store::Store&, OrganisationId, std::string);

http::Route show_route(const ApiParts& parts, const char* pattern, const char* operation,
                       Show answer) {
  return {"GET",
          pattern,
          [&store = parts.store, answer](const Request& request, const http::PathValues& path) {
            const std::string id = path.at("id");
            // No id of this form can be stored; odd bytes never reach the store.
            return answer(store, request.caller->organisation,
                          jobs::check_schedule_id(id) ? id : "-");
          },
          true,
          operation,
          "schedules:read"};
}

}  // namespace

std::vector<http::Route> schedule_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/schedules",
                    [&store = parts.store](const Request& request, const auto&) {
                      return list(store, request.caller->organisation);
                    },
                    true, list_operation, "schedules:read"});
  routes.push_back(show_route(parts, "/api/v1/schedules/{id}", show_operation, show));
  routes.push_back(show_route(parts, "/api/v1/schedules/{id}/preview", preview_operation, preview));
  routes.push_back({"GET", "/api/v1/schedules/{id}/runs",
                    [&store = parts.store](const Request& request, const http::PathValues& path) {
                      const std::string id = path.at("id");
                      return history(store, request.caller->organisation,
                                     jobs::check_schedule_id(id) ? id : "-",
                                     std::string(request.query()));
                    },
                    true, runs_operation, "schedules:read"});
  return routes;
}

}  // namespace patchbay::api
