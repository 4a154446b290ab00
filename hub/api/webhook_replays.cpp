// Sending again what failed, was held or was missed.

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/routes.h"
#include "hub/api/webhook_caller.h"
#include "webhooks/endpoint_view.h"

namespace patchbay::api {
namespace {

namespace json = boost::json;
using http::PathValues;
using http::Request;
using http::Response;
using store::Session;
using webhooks::Steerer;

constexpr const char* order_operation = R"("requestBody": {"content": {"application/json": {
  "schema": {"type": "object", "additionalProperties": false, "properties": {
    "what": {"type": "string", "enum": ["failed", "held", "missed"], "default": "failed",
      "description": "missed: failed, held, and what it wants but was never attempted"},
    "since": {"type": "string", "description": "events that happened from then on, RFC 3339"},
    "until": {"type": "string", "description": "and before"},
    "per_second": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50},
    "dry_run": {"type": "boolean", "default": false, "description": "only count"},
    "reason": {"type": "string", "maxLength": 500}}}}}},
  "responses": {
    "200": {"description": "dry_run: how many it would send now, up to 1000000",
      "content": {"application/json": {"schema": {"type": "object", "required": ["wanted"],
        "additionalProperties": false, "properties": {"wanted": {"type": "integer"}}}}}},
    "202": {"description": "Ordered; Location names where to follow it",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Replay"}}}},
    "404": {"$ref": "#/components/responses/NotFound"}})";

void read_time(adapters::StrictObject& fields, const char* name, Timestamp& time) {
  const auto text = read_text(fields, name, "");
  if (text.empty()) return;
  const auto at = parse_timestamp(text);
  if (at)
    time = *at;
  else
    fields.fail("\"" + std::string(name) + "\": " + at.error().message);
}

struct Order {
  webhooks::Replay replay;
  std::string reason;
  bool dry_run = false;
};

Result<Order> read_order(const Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  adapters::StrictObject fields(*body, "body");
  Order order;
  const auto what = webhooks::parse_replayed(read_text(fields, "what", "failed"));
  if (what)
    order.replay.what = *what;
  else
    fields.fail("\"what\" must be one of failed, held, missed");
  read_time(fields, "since", order.replay.since);
  read_time(fields, "until", order.replay.until);
  order.replay.per_second = fields.integer("per_second", webhooks::replay_per_second_default, 1,
                                           webhooks::replay_per_second_max);
  order.dry_run = fields.boolean("dry_run", false);
  order.reason = read_text(fields, "reason", "");
  if (const auto known = fields.finish(); !known) return known.error();
  return order;
}

Response shown(int status, const webhooks::ReplayView& replay) {
  return http::json_response(status, json::serialize(webhooks::replay_json(replay)));
}

/// The endpoint and the order of a request; the organisation and the endpoint are set.
struct Asked {
  Steerer who;
  std::string id;
  Order order;
};
Result<Asked> read_asked(const Clock& clock, Session& session, const Request& request,
                         const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  auto wanted = read_order(request);
  if (!wanted) return wanted.error();
  Asked asked{steerer_of(request, clock.now(), wanted->reason), *id, std::move(*wanted)};
  if (const auto known = webhooks::need_endpoint(session, asked.who, *id); !known)
    return known.error();
  asked.order.replay.organisation = asked.who.organisation;
  asked.order.replay.endpoint = *id;
  return asked;
}

Result<Response> order(const Clock& clock, Session& session, const Request& request,
                       const PathValues& path) {
  const auto asked = read_asked(clock, session, request, path);
  if (!asked) return asked.error();
  const auto made = webhooks::replay(session, asked->who, asked->order.replay);
  if (!made) return made.error();
  auto response = shown(202, webhooks::need_replay(session, asked->who, asked->id, *made).value());
  response.headers.add("Location", "/api/v1/webhooks/endpoints/" + asked->id + "/replays/" + *made);
  return response;
}

struct Counter {
  store::Store& store;
  const Clock& clock;
};

/// A dry run only reads, which may take long: no other change waits for it.
Async<Response> count(Counter counter, Request request, PathValues path) {
  auto work = [&](Session& session) -> Result<std::int64_t> {
    const auto asked = read_asked(counter.clock, session, request, path);
    if (!asked) return asked.error();
    return webhooks::count_replay(session, asked->order.replay);
  };
  const auto wanted = co_await counter.store.read(work);
  if (!wanted) co_return problem_of(wanted.error());
  const json::object answer{{"wanted", *wanted}};
  co_return http::json_response(200, json::serialize(answer));
}

http::Route order_route(const ApiParts& parts) {
  auto route = webhook_change_route(
      parts, "POST", endpoint_path("/replay"),
      webhook_operation("replayEndpoint",
                        "Send again what failed, was held or was missed, at a bounded rate", "id",
                        "", order_operation),
      [&clock = parts.clock](auto& s, const auto& request, const auto& path) {
        return order(clock, s, request, path);
      });
  const Counter counter{parts.store, parts.clock};
  route.handle = [counter, change = std::move(route.handle)](const Request& request,
                                                             const PathValues& path) {
    const auto wanted = read_order(request);
    return wanted && wanted->dry_run ? count(counter, request, path) : change(request, path);
  };
  return route;
}

Result<Response> list(Session& session, const Steerer& who, const Request&,
                      const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  if (const auto known = webhooks::need_endpoint(session, who, *id); !known) return known.error();
  json::array items;
  for (const auto& one : webhooks::list_replays(session, who.organisation, *id))
    items.push_back(webhooks::replay_json(one));
  return http::json_response(200, json::serialize(json::object{{"replays", std::move(items)}}));
}

Result<Response> show(Session& session, const Steerer& who, const Request&,
                      const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto replay = path_name(path, "replay", "replay");
  if (!replay) return replay.error();
  const auto found = webhooks::need_replay(session, who, *id, *replay);
  if (!found) return found.error();
  return shown(200, *found);
}

Result<Response> cancel(const Clock& clock, Session& session, const Request& request,
                        const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto replay = path_name(path, "replay", "replay");
  if (!replay) return replay.error();
  const auto who = steerer_of(request, clock.now());
  const auto done = webhooks::cancel(session, who, *id, *replay);
  if (!done) return done.error();
  return shown(200, webhooks::need_replay(session, who, *id, *replay).value());
}

}  // namespace

std::vector<http::Route> webhook_replay_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back(order_route(parts));
  routes.push_back(
      webhook_read_route(parts, endpoint_path("/replays"),
                         webhook_operation("listReplays", "Orders to send again, newest first",
                                           "id", "", one_answer(200, "The last 100", "ReplayList")),
                         list));
  routes.push_back(webhook_read_route(
      parts, endpoint_path("/replays/{replay}"),
      webhook_operation("getReplay", "How far a replay is", "id replay", "",
                        one_answer(200, "ended_at is null while it is at work", "Replay")),
      show));
  routes.push_back(webhook_change_route(
      parts, "POST", endpoint_path("/replays/{replay}/cancel"),
      webhook_operation("cancelReplay", "Send no more of it; what is on its way stays so",
                        "id replay", "", one_answer(200, "It has ended", "Replay")),
      [&clock = parts.clock](auto& s, const auto& request, const auto& path) {
        return cancel(clock, s, request, path);
      }));
  return routes;
}

}  // namespace patchbay::api
