// What the portal does: in and out, tests, replays. Every form carries the session's token, which
// no other site can know; the cookie does not come along from other sites either.

#include "hub/api/body.h"
#include "hub/api/portal.h"
#include "hub/api/webhook_caller.h"
#include "hub/crypto/digest.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using store::Session;
using webhooks::Steerer;

/// Returns where to go on.
using PortalChange = std::function<Result<std::string>(Session&, const Steerer&, const FormFields&,
                                                       const PathValues&)>;

Response sign_in_page(int status, std::string_view problem) {
  return portal_page(status, {}, "Sign in", login_form(problem));
}

std::string field(const FormFields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

Async<Response> sign_in(PortalPtr portal, Request request) {
  const auto fields = read_form(request);
  if (!fields) co_return sign_in_page(400, fields.error().message);
  if (!is_same_site(request))
    co_return sign_in_page(403, "This form came from another site; use the one below.");
  auto session =
      co_await portal->door.sign_in(request, field(*fields, "key"), field(*fields, "secret"));
  if (!session && session.error().kind == ErrorKind::unavailable)
    co_return sign_in_page(503, session.error().message);
  if (!session)
    co_return sign_in_page(401,
                           "Key and secret do not fit, or the credential may not see webhooks.");
  auto response = see_other(portal_path({}));
  const std::optional<PortalSession> made(std::move(*session));
  response.headers.add("Set-Cookie", portal->door.cookie(made));
  co_return response;
}

/// The form of a visitor's own page. Errors: refused; invalid.
Result<FormFields> own_form(const PortalVisitor& visitor, const Request& request) {
  auto fields = read_form(request);
  if (!fields) return fields;
  const bool is_own =
      crypto::equal_in_constant_time(field(*fields, "form_token"), visitor.session.form_token);
  if (!is_own || !is_same_site(request))
    return refused(
        "this form is not of a page of yours, or is of an older session; go back, load "
        "the page again and repeat it");
  return fields;
}

Async<Response> sign_out(PortalPtr portal, Request request) {
  const auto visitor = co_await portal->door.visitor(request);
  if (visitor)
    if (const auto form = own_form(*visitor, request); !form)
      co_return portal_problem(frame_of(*visitor), form.error());
  auto response = see_other(portal_path({}));
  response.headers.add("Set-Cookie", portal->door.cookie(std::nullopt));
  co_return response;
}

Async<Response> change(PortalPtr portal, PortalChange change, Request request, PathValues path) {
  const auto visitor = co_await portal->door.visitor(request);
  if (!visitor) co_return sign_in_page(401, "");
  const auto frame = frame_of(*visitor);
  const auto form = own_form(*visitor, request);
  if (!form) co_return portal_problem(frame, form.error());
  if (!frame.may_change)
    co_return portal_problem(frame, refused("your credential lacks the scope webhooks:write"));
  const auto who = steerer_of(*visitor, request, portal->clock.now());
  // What is refused is thrown, so that nothing of it stays.
  auto work = [&](Session& session) {
    jobs::check_changes_allowed(session).value();
    return change(session, who, *form, path).value();
  };
  Result<std::string> next = std::string();
  try {
    next = co_await portal->store.write(work);
  } catch (const ErrorException& refusal) {
    next = refusal.error();
  }
  if (!next) co_return portal_problem(frame, next.error());
  co_return see_other(*next);
}

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

std::vector<http::Route> portal_action_routes(const PortalPtr& portal) {
  std::vector<http::Route> routes;
  routes.push_back(portal_route("POST", "/portal/login", "portalSignIn",
                                "Sign in with a partner's key and secret; sets the cookie"));
  routes.back().handle = [portal](const Request& request, const PathValues&) {
    return sign_in(portal, request);
  };
  routes.push_back(portal_route("POST", "/portal/logout", "portalSignOut", "End the session"));
  routes.back().handle = [portal](const Request& request, const PathValues&) {
    return sign_out(portal, request);
  };
  const auto add = [&](const char* pattern, const char* id, const char* summary,
                       PortalChange work) {
    routes.push_back(portal_route("POST", pattern, id, summary));
    routes.back().handle = [portal, work = std::move(work)](const Request& request,
                                                            const PathValues& path) {
      return change(portal, work, request, path);
    };
  };
  add("/portal/endpoints/{id}/test", "portalTest", "Send a test", test);
  add("/portal/endpoints/{id}/messages/{event}/replay", "portalReplayMessage",
      "Send a message again", replay_message);
  add("/portal/endpoints/{id}/replay", "portalReplay", "Send again what the form says", replay);
  // Read-only mode is a page here, and signing in changes nothing.
  for (auto& route : routes) route.in_read_only = true;
  return routes;
}

}  // namespace patchbay::api
