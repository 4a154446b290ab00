// What became of messages, and sending one again.

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/api/body.h"
#include "hub/api/parameters.h"
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

constexpr std::int64_t limit_default = 100;
constexpr std::int64_t limit_max = 1000;

constexpr const char* list_parameters = R"(
  {"name": "state", "in": "query",
   "schema": {"type": "string", "enum": ["pending", "held", "delivered", "dead"]}},
  {"name": "event_type", "in": "query", "schema": {"type": "string", "maxLength": 200}},
  {"name": "since", "in": "query", "description": "happened at or after, RFC 3339",
   "schema": {"type": "string", "maxLength": 200}},
  {"name": "until", "in": "query", "description": "happened before, RFC 3339",
   "schema": {"type": "string", "maxLength": 200}},
  {"name": "limit", "in": "query",
   "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
  {"name": "before", "in": "query", "description": "`next` of the page before",
   "schema": {"type": "integer", "minimum": 0, "default": 0}})";

Result<std::optional<Timestamp>> time_at(const Parameters& given, const std::string& name) {
  const auto& text = given.text(name);
  if (text.empty()) return std::optional<Timestamp>();
  const auto at = parse_timestamp(text);
  if (!at) return at.error().in("parameter \"" + name + "\"");
  return std::optional(*at);
}

/// The endpoint of a path that the caller may see.
Result<std::string> endpoint_at(Session& session, const Steerer& who, const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  if (const auto known = webhooks::need_endpoint(session, who, *id); !known) return known.error();
  return *id;
}

Result<webhooks::MessageFilter> read_filter(const Parameters& given, const Steerer& who,
                                            const std::string& endpoint) {
  webhooks::MessageFilter filter;
  filter.organisation = who.organisation;
  filter.endpoint = endpoint;
  filter.state = given.text("state");
  filter.event_type = given.text("event_type");
  static const std::vector<std::string> states{"pending", "held", "delivered", "dead"};
  if (!filter.state.empty() &&
      std::find(states.begin(), states.end(), filter.state) == states.end())
    return invalid("parameter \"state\": it is one of pending, held, delivered, dead");
  const auto since = time_at(given, "since");
  if (!since) return since.error();
  const auto until = time_at(given, "until");
  if (!until) return until.error();
  filter.since = *since;
  filter.until = *until;
  return filter;
}

Result<Response> list(Session& session, const Steerer& who, const Request& request,
                      const PathValues& path) {
  const auto given = Parameters::read(request.query(),
                                      {"state", "event_type", "since", "until", "limit", "before"});
  if (!given) return given.error();
  const auto limit = given->integer("limit", limit_default, 1, limit_max);
  if (!limit) return limit.error();
  const auto before = given->integer("before", 0, 0, INT64_MAX);
  if (!before) return before.error();
  const auto endpoint = endpoint_at(session, who, path);
  if (!endpoint) return endpoint.error();
  const auto filter = read_filter(*given, who, *endpoint);
  if (!filter) return filter.error();
  const auto size = static_cast<std::size_t>(*limit);
  const auto found = webhooks::list_messages(session, *filter, *before, size);
  json::array items;
  for (const auto& one : found) items.push_back(webhooks::message_json(one));
  json::value next;
  if (found.size() == size) next = found.back().sequence;
  const json::object page{{"messages", std::move(items)}, {"next", std::move(next)}};
  return http::json_response(200, json::serialize(page));
}

Result<Response> show(Session& session, const Steerer& who, const Request&,
                      const PathValues& path) {
  const auto endpoint = endpoint_at(session, who, path);
  if (!endpoint) return endpoint.error();
  const auto event = path_name(path, "event", "event");
  if (!event) return event.error();
  const auto detail =
      webhooks::message_detail(session, who.organisation, *endpoint, *event, who.now);
  if (!detail)
    return not_found("there is no message of this event to this endpoint; why-not says why");
  return http::json_response(200, json::serialize(*detail));
}

Result<Response> why(Session& session, const Steerer& who, const Request& request,
                     const PathValues& path) {
  const auto given = Parameters::read(request.query(), {"event"});
  if (!given) return given.error();
  if (given->text("event").empty())
    return invalid("parameter \"event\": it is missing; of which event's id?");
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  // Of an endpoint that was removed there is an answer, too; not for a partner, whose it may not
  // have been.
  if (!who.partner.empty())
    if (const auto known = webhooks::need_endpoint(session, who, *id); !known) return known.error();
  const auto verdict =
      webhooks::why_not(session, who.organisation, *id, given->text("event"), who.now);
  return http::json_response(200, json::serialize(webhooks::why_not_json(verdict)));
}

Result<Response> replay(const Clock& clock, Session& session, const Request& request,
                        const PathValues& path) {
  const auto who = steerer_of(request, clock.now());
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto event = path_name(path, "event", "event");
  if (!event) return event.error();
  const auto done = webhooks::replay_one(session, who, *id, *event);
  if (!done) return done.error();
  const auto message = webhooks::find_message(session, who.organisation, *id, *event);
  return http::json_response(202, json::serialize(webhooks::message_json(message.value())));
}

}  // namespace

std::vector<http::Route> webhook_message_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back(webhook_read_route(
      parts, endpoint_path("/messages"),
      webhook_operation("listMessages", "What was sent to an endpoint, newest first, page by page",
                        "id", list_parameters,
                        one_answer(200, "A page; `next` is null on the last one", "MessageList")),
      list));
  routes.push_back(webhook_read_route(
      parts, endpoint_path("/messages/{event}"),
      webhook_operation("getMessage", "A message with its body and its last 100 attempts",
                        "id event", "", one_answer(200, "The message", "Message")),
      show));
  routes.push_back(webhook_change_route(
      parts, "POST", endpoint_path("/messages/{event}/replay"),
      webhook_operation("replayMessage", "Send one message again, whatever became of it",
                        "id event", "", one_answer(202, "On its way", "Message")),
      [&clock = parts.clock](auto& s, const auto& request, const auto& path) {
        return replay(clock, s, request, path);
      }));
  routes.push_back(webhook_read_route(
      parts, endpoint_path("/why-not"),
      webhook_operation("whyNot", "What stands between an event and an endpoint", "id",
                        R"({"name": "event", "in": "query", "required": true,
                           "schema": {"type": "string", "maxLength": 200}})",
                        one_answer(200, "The verdict", "WhyNot")),
      why));
  return routes;
}

}  // namespace patchbay::api
