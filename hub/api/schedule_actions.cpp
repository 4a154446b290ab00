#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/access/schedules.h"
#include "hub/api/body.h"
#include "hub/api/change.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/api/schedule_view.h"
#include "hub/sync/jobs.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

/// What the changes need to know.
struct Known {
  jobs::ScheduledKinds kinds;
  const adapters::Registry& registry;
};

constexpr const char* path_parameter = R"("parameters": [
  {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "maxLength": 100}}
], )";

std::string operation(const std::string& id, const std::string& summary, const std::string& rest,
                      bool has_id = true) {
  return R"({"operationId": ")" + id + R"(", "summary": ")" + summary + R"(", )" +
         (has_id ? path_parameter : "") + rest + "}";
}

std::string answers(const std::string& body, const std::string& answer) {
  return (body.empty()
              ? ""
              : R"("requestBody": {"required": true, "content": {"application/json": {"schema": )" +
                    body + R"(}}}, )") +
         R"("responses": {)" + answer + R"(, "404": {"$ref": "#/components/responses/NotFound"}})";
}

std::string content(int status, const std::string& description, const std::string& schema) {
  return "\"" + std::to_string(status) + R"(": {"description": ")" + description +
         R"(", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/)" +
         schema + R"("}}}})";
}

constexpr const char* backfill_body = R"({
  "type": "object", "required": ["from", "to"], "additionalProperties": false,
  "properties": {
    "from": {"type": "string", "description": "RFC 3339; the first moment of the period"},
    "to": {"type": "string", "description": "RFC 3339; the moment after it; not in the future"},
    "dry_run": {"type": "boolean", "default": false, "description": "only count"},
    "reason": {"type": "string", "maxLength": 500, "description": "for the audit"}
  }
})";
constexpr const char* given_body = R"({"$ref": "#/components/schemas/GivenSchedule"})";
constexpr const char* no_content = R"("204": {"description": "Done"})";

access::Changer changer_of(const Request& request, std::string reason = {}) {
  return {request.caller->actor, "api", std::move(reason), request.address};
}

Response shown(int status, Session& session, const Request& request, const std::string& id) {
  const auto schedule = access::need_schedule(session, request.caller->organisation, id).value();
  return http::json_response(status, json::serialize(schedule_json(schedule)));
}

/// What was given, checked but for its id.
Result<jobs::NewSchedule> read_schedule(const Known& known, const Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  const auto given = read_given_schedule(*body);
  if (!given) return given.error();
  auto definition = jobs::read_definition(given->fields, given->settings);
  if (!definition) return definition.error();
  auto payload = jobs::payload_of(*definition, known.kinds);
  if (!payload) return payload.error();
  if (auto able = sync::check_partners(known.registry, definition->job, *payload); !able)
    return invalid(able.error().message);
  return jobs::NewSchedule{request.caller->organisation, given->id, std::move(*definition),
                           std::move(*payload), "api"};
}

Result<Response> create(const Known& known, Session& session, const Request& request) {
  auto schedule = read_schedule(known, request);
  if (!schedule) return schedule.error();
  const std::string id = schedule->id;
  const auto put = access::put_schedule(session, std::move(*schedule), false, changer_of(request));
  if (!put) return put.error();
  auto response = shown(201, session, request, id);
  response.headers.add("Location", "/api/v1/schedules/" + id);
  return response;
}

Result<Response> replace(const Known& known, Session& session, const Request& request,
                         const PathValues& path) {
  const std::string& id = path.at("id");
  if (!jobs::check_schedule_id(id)) return not_found("there is no such schedule");
  auto schedule = read_schedule(known, request);
  if (!schedule) return schedule.error();
  if (!schedule->id.empty() && schedule->id != id)
    return invalid("\"id\" is not the one of the path; a schedule keeps its id");
  schedule->id = id;
  const auto put = access::put_schedule(session, std::move(*schedule), true, changer_of(request));
  if (!put) return put.error();
  return shown(200, session, request, id);
}

Result<Response> backfill(Session& session, const Request& request, const PathValues& path) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  const auto from_text = read_text(fields, "from");
  const auto to_text = read_text(fields, "to");
  const bool dry_run = fields.boolean("dry_run", false);
  const auto reason = read_text(fields, "reason", "");
  if (const auto strict = fields.finish(); !strict) return strict.error();
  const auto from = parse_timestamp(from_text);
  if (!from) return from.error().in("\"from\"");
  const auto to = parse_timestamp(to_text);
  if (!to) return to.error().in("\"to\"");
  const auto counts =
      access::backfill_schedule(session, request.caller->organisation, path.at("id"), *from, *to,
                                dry_run, changer_of(request, reason));
  if (!counts) return counts.error();
  return http::json_response(200, json::serialize(backfill_json(*counts)));
}

Result<Response> run(Session& session, const Request& request, const PathValues& path) {
  const auto key = access::run_schedule(session, request.caller->organisation, path.at("id"),
                                        changer_of(request));
  if (!key) return key.error();
  const json::object started{{"job_key", *key}};
  return http::json_response(202, json::serialize(started));
}

Result<Response> pause(Session& session, const Request& request, const PathValues& path,
                       bool paused) {
  const auto done = access::pause_schedule(session, request.caller->organisation, path.at("id"),
                                           paused, changer_of(request));
  if (!done) return done.error();
  return shown(200, session, request, path.at("id"));
}

Result<Response> remove(Session& session, const Request& request, const PathValues& path) {
  const auto done = access::remove_schedule(session, request.caller->organisation, path.at("id"),
                                            changer_of(request));
  if (!done) return done.error();
  Response response;
  response.status = 204;
  return response;
}

/// Adds routes; ids that no schedule can have are not found before anything is asked of the store.
class Actions {
 public:
  explicit Actions(const ApiParts& parts) : parts_(parts) {}

  void add(const char* method, const char* pattern, std::string text, Change change) {
    http::Route route{method, pattern, {}, true, std::move(text), "schedules:write"};
    route.idempotency = http::Idempotency::optional;
    const Change checked = [change = std::move(change)](Session& session, const Request& request,
                                                        const PathValues& path) {
      const auto id = path.find("id");
      if (id != path.end() && !jobs::check_schedule_id(id->second))
        return Result<Response>(not_found("there is no such schedule"));
      return change(session, request, path);
    };
    routes.push_back(change_route(parts_, std::move(route), checked));
  }

  std::vector<http::Route> routes;

 private:
  const ApiParts& parts_;
};

}  // namespace

std::vector<http::Route> schedule_action_routes(const ApiParts& parts) {
  const Known known{parts.scheduled_kinds, parts.registry};
  Actions actions(parts);
  actions.add(
      "POST", "/api/v1/schedules",
      operation("createSchedule", "Make a schedule",
                answers(given_body, content(201, "It is made", "Schedule")), false),
      [known](auto& s, const auto& request, const auto&) { return create(known, s, request); });
  actions.add("PUT", "/api/v1/schedules/{id}",
              operation("replaceSchedule", "Replace a schedule; it counts from now",
                        answers(given_body, content(200, "It is replaced", "Schedule"))),
              [known](auto& s, const auto& request, const auto& path) {
                return replace(known, s, request, path);
              });
  actions.add(
      "DELETE", "/api/v1/schedules/{id}",
      operation("removeSchedule", "Remove a schedule; its history stays", answers("", no_content)),
      [](auto& s, const auto& request, const auto& path) { return remove(s, request, path); });
  actions.add("POST", "/api/v1/schedules/{id}/run",
              operation("runSchedule", "Run it now, beside its times",
                        answers("", content(202, "It is enqueued", "StartedRun"))),
              [](auto& s, const auto& request, const auto& path) { return run(s, request, path); });
  for (const bool paused : {true, false})
    actions.add(
        "POST", paused ? "/api/v1/schedules/{id}/pause" : "/api/v1/schedules/{id}/resume",
        operation(paused ? "pauseSchedule" : "resumeSchedule",
                  paused ? "Fire nothing until it is resumed; what falls into the pause is left out"
                         : "Fire again, from now on",
                  answers("", content(200, "It is so", "Schedule"))),
        [paused](auto& s, const auto& request, const auto& path) {
          return pause(s, request, path, paused);
        });
  actions.add(
      "POST", "/api/v1/schedules/{id}/backfill",
      operation("backfillSchedule",
                "Run what a period of the past holds and has not run; at most 1000 runs",
                answers(backfill_body, content(200, "How many", "Backfill"))),
      [](auto& s, const auto& request, const auto& path) { return backfill(s, request, path); });
  return std::move(actions.routes);
}

}  // namespace patchbay::api
