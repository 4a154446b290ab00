#pragma once
// The routes of a site: pages, changes by forms, in and out. Private to the room. Every form
// carries the session's token, which no other site can know; the cookie does not come along from
// other sites either.

#include <functional>
#include <memory>

#include "hub/api/form.h"
#include "hub/api/site.h"
#include "hub/api/site_session.h"

namespace patchbay::api {

/// What the routes of one site share.
struct SiteParts {
  SiteParts(const Site& which, const ApiParts& parts)
      : site(which), store(parts.store), clock(parts.clock), door(which, parts) {}
  const Site& site;
  store::Store& store;
  const Clock& clock;
  SiteDoor door;
};
using SitePtr = std::shared_ptr<SiteParts>;

/// Somebody who is signed in, at one request.
struct SiteVisit {
  std::shared_ptr<const http::Caller> caller;
  SiteFrame frame;
  std::string address;
  Timestamp now;
};

/// A page, in one transaction that only reads.
using SiteRead = std::function<Result<http::Response>(
    store::Session&, const SiteVisit&, const http::Request&, const http::PathValues&)>;
/// A change, in one transaction; returns where to go on. What it refuses leaves nothing behind.
using SiteChange = std::function<Result<std::string>(store::Session&, const SiteVisit&,
                                                     const FormFields&, const http::PathValues&)>;

/// A route that answers pages. `parameters`: of the query, OpenAPI objects.
http::Route site_route(const Site& site, std::string method, std::string pattern,
                       const std::string& id, const std::string& summary,
                       const std::string& parameters = {});
http::Route read_route(const SitePtr& site, http::Route route, SiteRead read);
http::Route form_route(const SitePtr& site, http::Route route, SiteChange change);
/// POST …/login and …/logout; `id` begins their operations' ids.
std::vector<http::Route> session_routes(const SitePtr& site, const std::string& id);

/// A field of a form; empty when it was not given.
std::string field(const FormFields& fields, const char* name);

}  // namespace patchbay::api
