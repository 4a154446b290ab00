// What the portal does: in and out, tests, replays.

#include "hub/api/portal.h"
#include "hub/api/portal_pages.h"
#include "hub/api/webhook_caller.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using store::Session;
using webhooks::Steerer;

/// Returns where to go on.
using PortalChange = std::function<Result<std::string>(Session&, const Steerer&, const FormFields&,
                                                       const PathValues&)>;

Result<std::string> test(Session& session, const Steerer& who, const FormFields&,
                         const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto event = webhooks::test(session, who, *id);
  if (!event) return event.error();
  // The message is made in a moment; the list shows it then.
  return portal_path({"endpoints", *id});
}

Result<std::string> replay_message(Session& session, const Steerer& who, const FormFields&,
                                   const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto event = path_name(path, "event", "event");
  if (!event) return event.error();
  const auto done = webhooks::replay_one(session, who, *id, *event);
  if (!done) return done.error();
  return portal_path({"endpoints", *id, "messages", *event});
}

Result<std::string> replay(Session& session, const Steerer& who, const FormFields& fields,
                           const PathValues& path) {
  const auto id = path_name(path, "id", "endpoint");
  if (!id) return id.error();
  const auto what = webhooks::parse_replayed(field(fields, "what"));
  if (!what) return invalid("the form does not say what to replay");
  webhooks::Replay wanted;
  wanted.endpoint = *id;
  wanted.what = *what;
  const auto done = webhooks::replay(session, who, std::move(wanted));
  if (!done) return done.error();
  return portal_path({"endpoints", *id});
}

}  // namespace

std::vector<http::Route> portal_action_routes(const SitePtr& portal) {
  auto routes = session_routes(portal, "portal");
  const auto add = [&](const char* pattern, const char* id, const char* summary,
                       PortalChange work) {
    routes.push_back(
        form_route(portal, site_route(portal_site(), "POST", pattern, id, summary),
                   [work = std::move(work)](Session& session, const SiteVisit& visit,
                                            const FormFields& fields, const PathValues& path) {
                     return work(session, steerer_of(visit), fields, path);
                   }));
  };
  add("/portal/endpoints/{id}/test", "portalTest", "Send a test", test);
  add("/portal/endpoints/{id}/messages/{event}/replay", "portalReplayMessage",
      "Send a message again", replay_message);
  add("/portal/endpoints/{id}/replay", "portalReplay", "Send again what the form says", replay);
  return routes;
}

}  // namespace patchbay::api
