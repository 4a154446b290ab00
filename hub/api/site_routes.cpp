#include "hub/api/site_routes.h"

#include "hub/api/body.h"
#include "hub/base/text.h"
#include "hub/crypto/digest.h"

// GCC 12 does not see that asio's coroutine frames are allocated and freed by one pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

SiteVisit visit_of(const SiteParts& site, const SiteVisitor& visitor, const Request& request) {
  const auto& caller = *visitor.caller;
  const std::string& who = caller.partner.empty() ? caller.actor : caller.partner;
  return {visitor.caller,
          {who, visitor.session.form_token, caller.may(std::string(site.site.scope_write))},
          request.address,
          site.clock.now()};
}

/// What went wrong, as a page.
Response problem_page(const SiteParts& site, const SiteFrame& frame, const Error& error) {
  const auto status = problem_of(error).status;
  const std::string text =
      status == 500 ? "Something is wrong on our side; please tell the programme." : error.message;
  return site_page(site.site, status, frame, std::string(http::reason_of(status)),
                   element("p", text));
}

Response sign_in_page(const SiteParts& site, int status, std::string_view problem) {
  return site_page(site.site, status, {}, "Sign in", login_form(site.site, problem));
}

Response see_other(const std::string& path) {
  Response response;
  response.status = 303;
  response.headers.add("Location", path);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Async<Response> show(SitePtr site, SiteRead read, Request request, PathValues path) {
  const auto visitor = co_await site->door.visitor(request);
  if (!visitor) co_return sign_in_page(*site, 401, "");
  const auto visit = visit_of(*site, *visitor, request);
  auto work = [&](Session& session) { return read(session, visit, request, path); };
  const auto page = co_await site->store.read(work);
  if (!page) co_return problem_page(*site, visit.frame, page.error());
  co_return *page;
}

Async<Response> sign_in(SitePtr site, Request request) {
  const auto fields = read_form(request);
  if (!fields) co_return sign_in_page(*site, 400, fields.error().message);
  if (!is_same_site(request))
    co_return sign_in_page(*site, 403, "This form came from another site; use the one below.");
  auto session =
      co_await site->door.sign_in(request, field(*fields, "key"), field(*fields, "secret"));
  if (!session && session.error().kind == ErrorKind::unavailable)
    co_return sign_in_page(*site, 503, session.error().message);
  if (!session)
    co_return sign_in_page(*site, 401,
                           "Key and secret do not fit, or the credential may not see " +
                               std::string(site->site.title) + ".");
  auto response = see_other(site_path(site->site, {}));
  const std::optional<SiteSession> made(std::move(*session));
  response.headers.add("Set-Cookie", site->door.cookie(made));
  co_return response;
}

/// The form of a visitor's own page. Errors: refused; invalid.
Result<FormFields> own_form(const SiteVisitor& visitor, const Request& request) {
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

Async<Response> sign_out(SitePtr site, Request request) {
  const auto visitor = co_await site->door.visitor(request);
  if (visitor)
    if (const auto form = own_form(*visitor, request); !form)
      co_return problem_page(*site, visit_of(*site, *visitor, request).frame, form.error());
  auto response = see_other(site_path(site->site, {}));
  response.headers.add("Set-Cookie", site->door.cookie(std::nullopt));
  co_return response;
}

Async<Response> change(SitePtr site, SiteChange work, Request request, PathValues path) {
  const auto visitor = co_await site->door.visitor(request);
  if (!visitor) co_return sign_in_page(*site, 401, "");
  const auto visit = visit_of(*site, *visitor, request);
  const auto form = own_form(*visitor, request);
  if (!form) co_return problem_page(*site, visit.frame, form.error());
  if (!visit.frame.may_change) {
    const auto missing =
        refused("your credential lacks the scope " + std::string(site->site.scope_write));
    co_return problem_page(*site, visit.frame, missing);
  }
  // What is refused is thrown, so that nothing of it stays.
  auto in_transaction = [&](Session& session) {
    jobs::check_changes_allowed(session).value();
    return work(session, visit, *form, path).value();
  };
  Result<std::string> next = std::string();
  try {
    next = co_await site->store.write(in_transaction);
  } catch (const ErrorException& refusal) {
    next = refusal.error();
  }
  if (!next) co_return problem_page(*site, visit.frame, next.error());
  co_return see_other(*next);
}

}  // namespace

std::string field(const FormFields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

http::Route site_route(const Site& site, std::string method, std::string pattern,
                       const std::string& id, const std::string& summary,
                       const std::string& parameters) {
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
  route.limit = site.limit;
  return route;
}

http::Route read_route(const SitePtr& site, http::Route route, SiteRead read) {
  route.handle = [site, read = std::move(read)](const Request& request, const PathValues& path) {
    return show(site, read, request, path);
  };
  return route;
}

http::Route form_route(const SitePtr& site, http::Route route, SiteChange work) {
  route.handle = [site, work = std::move(work)](const Request& request, const PathValues& path) {
    return change(site, work, request, path);
  };
  route.in_read_only = true;  // read-only mode is a page here
  return route;
}

std::vector<http::Route> session_routes(const SitePtr& site, const std::string& id) {
  std::vector<http::Route> routes;
  const std::string path(site->site.path);
  routes.push_back(site_route(site->site, "POST", path + "/login", id + "SignIn",
                              "Sign in with key and secret; sets the cookie"));
  routes.back().handle = [site](const Request& request, const PathValues&) {
    return sign_in(site, request);
  };
  routes.push_back(
      site_route(site->site, "POST", path + "/logout", id + "SignOut", "End the session"));
  routes.back().handle = [site](const Request& request, const PathValues&) {
    return sign_out(site, request);
  };
  for (auto& route : routes) route.in_read_only = true;  // signing in changes nothing
  return routes;
}

}  // namespace patchbay::api
