// What the portal shows.

#include "hub/api/portal.h"

#include "hub/api/body.h"
#include "hub/api/parameters.h"
#include "hub/api/routes.h"
#include "hub/api/webhook_caller.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using store::Session;
using webhooks::Steerer;

constexpr std::size_t messages_a_page = 50;

/// What a page is made of; nothing is kept of the session but what `Steerer` and frame say.
using PageRead = std::function<Result<Response>(Session&, const Steerer&, const PortalFrame&,
                                                const Request&, const PathValues&)>;

Async<Response> answer(PortalPtr portal, PageRead read, Request request, PathValues path) {
  const auto visitor = co_await portal->door.visitor(request);
  if (!visitor) co_return portal_page(401, {}, "Sign in", login_form(""));
  const auto frame = frame_of(*visitor);
  const auto who = steerer_of(*visitor, request, portal->clock.now());
  auto work = [&](Session& session) { return read(session, who, frame, request, path); };
  const auto page = co_await portal->store.read(work);
  if (!page) co_return portal_problem(frame, page.error());
  co_return *page;
}

Result<Response> show_endpoints(Session& session, const Steerer& who, const PortalFrame& frame,
                                const Request&, const PathValues&) {
  return portal_page(200, frame, "Endpoints",
                     endpoints_page(webhooks::list_endpoints(session, who)));
}

Result<Response> show_endpoint(Session& session, const Steerer& who, const PortalFrame& frame,
                               const Request& request, const PathValues& path) {
  const auto given = Parameters::read(request.query(), {"state", "before"});
  if (!given) return given.error();
  const auto before = given->integer("before", 0, 0, INT64_MAX);
  if (!before) return before.error();
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  auto endpoint = webhooks::need_endpoint(session, who, *id);
  if (!endpoint) return endpoint.error();
  EndpointPage page;
  page.endpoint = std::move(*endpoint);
  for (const auto* state : {"pending", "held", "delivered", "dead"})
    if (given->text("state") == state) page.state = state;
  page.secrets = webhooks::list_secrets(session, who.organisation, *id, who.now);
  page.replays = webhooks::list_replays(session, who.organisation, *id);
  webhooks::MessageFilter filter;
  filter.organisation = who.organisation;
  filter.endpoint = *id;
  filter.state = page.state;
  page.messages = webhooks::list_messages(session, filter, *before, messages_a_page);
  if (page.messages.size() == messages_a_page) page.next = page.messages.back().sequence;
  return portal_page(200, frame, "Endpoint " + *id, endpoint_page(page, frame));
}

Result<Response> show_message(Session& session, const Steerer& who, const PortalFrame& frame,
                              const Request&, const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto event = path_name(path, "event", "event");
  if (!event) return event.error();
  if (const auto known = webhooks::need_endpoint(session, who, *id); !known) return known.error();
  auto message = webhooks::find_message(session, who.organisation, *id, *event);
  if (!message) return not_found("there is no message of this event to this endpoint");
  MessagePage page;
  page.message = std::move(*message);
  page.body = webhooks::find_body(session, who.organisation, *event);
  page.attempts = webhooks::list_attempts(session, who.organisation, *id, page.message.sequence);
  page.why = webhooks::why_not(session, who.organisation, *id, *event, who.now).reason;
  return portal_page(200, frame, "Message " + *event, message_page(page, frame));
}

Result<Response> ask_replay(Session& session, const Steerer& who, const PortalFrame& frame,
                            const Request& request, const PathValues& path) {
  const auto given = Parameters::read(request.query(), {"what"});
  if (!given) return given.error();
  const auto what = webhooks::parse_replayed(given->text("what"));
  if (!what) return invalid("parameter \"what\": it is one of failed, held, missed");
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  if (const auto known = webhooks::need_endpoint(session, who, *id); !known) return known.error();
  webhooks::Replay wanted;
  wanted.organisation = who.organisation;
  wanted.endpoint = *id;
  wanted.what = *what;
  const auto count = webhooks::count_replay(session, wanted);
  return portal_page(200, frame, "Replay", replay_page(*id, *what, count, frame));
}

http::Route page_route(const PortalPtr& portal, http::Route route, PageRead read) {
  route.handle = [portal, read = std::move(read)](const Request& request, const PathValues& path) {
    return answer(portal, read, request, path);
  };
  return route;
}

}  // namespace

PortalFrame frame_of(const PortalVisitor& visitor) {
  return {visitor.caller->partner, visitor.session.form_token, visitor.caller->may(webhooks_write)};
}

Steerer steerer_of(const PortalVisitor& visitor, const Request& request, Timestamp now) {
  const auto& caller = *visitor.caller;
  return {caller.organisation, caller.partner, caller.actor, "by the portal", request.address, now};
}

Response portal_problem(const PortalFrame& frame, const Error& error) {
  const auto status = problem_of(error).status;
  const std::string text =
      status == 500 ? "Something is wrong on our side; please tell the programme." : error.message;
  return portal_page(status, frame, std::string(http::reason_of(status)), element("p", text));
}

Response see_other(const std::string& path) {
  Response response;
  response.status = 303;
  response.headers.add("Location", path);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

http::Route portal_route(std::string method, std::string pattern, const std::string& id,
                         const std::string& summary, const std::string& parameters) {
  std::string all = parameters;
  for (const auto segment : split(pattern, '/'))
    if (segment.starts_with('{'))
      all += std::string(all.empty() ? "" : ", ") + R"({"name": ")" +
             std::string(segment.substr(1, segment.size() - 2)) +
             R"(", "in": "path", "required": true, "schema": {"type": "string"}})";
  std::string answers;
  for (const auto& [status, text] : {std::pair{"200", "The page"},
                                     {"400", "What is wrong"},
                                     {"401", "The page to sign in"},
                                     {"403", "Not allowed, and why"},
                                     {"404", "There is no such thing"},
                                     {"409", "It clashes with what there is"},
                                     {"500", "A defect"},
                                     {"503", "Not now; try later"}})
    answers += std::string(R"(")") + status + R"(": {"description": ")" + text +
               R"(", "content": {"text/html": {"schema": {"type": "string"}}}}, )";
  http::Route route{std::move(method), std::move(pattern), {}, false, ""};
  route.operation = R"({"operationId": ")" + id + R"(", "summary": ")" + summary +
                    R"(", "parameters": [)" + all + R"(], "responses": {)" + answers +
                    R"("303": {"description": "Done; to another page"}}})";
  // Open to everybody, so limited by address.
  route.limit = "portal";
  return route;
}

std::vector<http::Route> portal_routes(const ApiParts& parts) {
  if (!parts.credentials || parts.keys.ids().empty()) return {};
  const auto portal = std::make_shared<Portal>(parts);
  std::vector<http::Route> routes;
  routes.push_back(page_route(
      portal, portal_route("GET", "/portal", "portalEndpoints", "A partner's endpoints, as a page"),
      show_endpoints));
  routes.push_back(page_route(
      portal,
      portal_route("GET", "/portal/endpoints/{id}", "portalEndpoint", "One with its messages",
                   R"({"name": "state", "in": "query", "schema": {"type": "string"}},
                      {"name": "before", "in": "query", "schema": {"type": "integer"}})"),
      show_endpoint));
  routes.push_back(page_route(portal,
                              portal_route("GET", "/portal/endpoints/{id}/messages/{event}",
                                           "portalMessage", "A message with its attempts"),
                              show_message));
  routes.push_back(page_route(portal,
                              portal_route("GET", "/portal/endpoints/{id}/replay",
                                           "portalReplayCount", "How many a replay would send",
                                           R"({"name": "what", "in": "query", "required": true,
                       "schema": {"type": "string", "enum": ["failed", "held", "missed"]}})"),
                              ask_replay));
  const auto words = [](const char* title, Html (*body)()) -> PageRead {
    return [title, body](auto&, const auto&, const auto& frame, const auto&, const auto&) {
      return Result<Response>(portal_page(200, frame, title, body()));
    };
  };
  routes.push_back(page_route(
      portal,
      portal_route("GET", "/portal/event-types", "portalEventTypes", "What endpoints can get"),
      words("Event types", event_types_page)));
  routes.push_back(page_route(
      portal, portal_route("GET", "/portal/verify", "portalVerify", "How to verify a message"),
      words("Verifying", verify_page)));
  for (auto& route : portal_action_routes(portal)) routes.push_back(std::move(route));
  return routes;
}

}  // namespace patchbay::api
