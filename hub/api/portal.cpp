// What the portal shows.

#include "hub/api/portal.h"

#include "hub/api/body.h"
#include "hub/api/parameters.h"
#include "hub/api/portal_pages.h"
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

/// What the portal reads for the holder of a partner's credential.
using PageRead = std::function<Result<Response>(Session&, const Steerer&, const SiteFrame&,
                                                const Request&, const PathValues&)>;

Response portal_page(const SiteFrame& frame, std::string_view title, const Html& body) {
  return site_page(portal_site(), 200, frame, title, body);
}

Result<Response> show_endpoints(Session& session, const Steerer& who, const SiteFrame& frame,
                                const Request&, const PathValues&) {
  return portal_page(frame, "Endpoints", endpoints_page(webhooks::list_endpoints(session, who)));
}

Result<Response> show_endpoint(Session& session, const Steerer& who, const SiteFrame& frame,
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
  return portal_page(frame, "Endpoint " + *id, endpoint_page(page, frame));
}

Result<Response> show_message(Session& session, const Steerer& who, const SiteFrame& frame,
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
  return portal_page(frame, "Message " + *event, message_page(page, frame));
}

Result<Response> ask_replay(Session& session, const Steerer& who, const SiteFrame& frame,
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
  return portal_page(frame, "Replay", replay_page(*id, *what, count, frame));
}

http::Route page_route(const SitePtr& portal, http::Route route, PageRead read) {
  return read_route(portal, std::move(route),
                    [read = std::move(read)](Session& session, const SiteVisit& visit,
                                             const Request& request, const PathValues& path) {
                      return read(session, steerer_of(visit), visit.frame, request, path);
                    });
}

http::Route portal_route(std::string method, std::string pattern, const std::string& id,
                         const std::string& summary, const std::string& parameters = {}) {
  return site_route(portal_site(), std::move(method), std::move(pattern), id, summary, parameters);
}

}  // namespace

Steerer steerer_of(const SiteVisit& visit) {
  const auto& caller = *visit.caller;
  return {caller.organisation, caller.partner, caller.actor,
          "by the portal",     visit.address,  visit.now};
}

std::vector<http::Route> portal_routes(const ApiParts& parts) {
  if (!parts.credentials || parts.keys.ids().empty()) return {};
  const auto portal = std::make_shared<SiteParts>(portal_site(), parts);
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
      return Result<Response>(portal_page(frame, title, body()));
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
