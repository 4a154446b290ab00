#include "hub/api/decisions_site.h"

#include "hub/api/decision_pages.h"
#include "hub/api/parameters.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

constexpr std::size_t decisions_max = 100;

Result<Response> show_what_to_look_at(Session& session, const SiteVisit& visit, const Request&,
                                      const PathValues&) {
  policy::DecisionFilter filter;
  filter.effects = {policy::EffectKind::hold, policy::EffectKind::flag, policy::EffectKind::notify};
  filter.newest_first = true;
  filter.limit = decisions_max;
  const auto found = policy::list_decisions(session, visit.caller->organisation, filter);
  return site_page(policies_site(), 200, visit.frame, "To look at", decisions_page(found));
}

Result<Response> show_decision(policy::PolicyBook& book, Session& session, const SiteVisit& visit,
                               const PathValues& path) {
  const auto& id = path.at("id");
  if (!is_plain_text(id)) return not_found("there is no such decision");
  const auto found = explain_kept(session, visit.caller->organisation, book, id);
  if (!found) return found.error();
  return site_page(policies_site(), 200, visit.frame, "Decision", decision_page(*found));
}

}  // namespace

std::vector<http::Route> decision_site_routes(const SitePtr& site, policy::PolicyBook& book) {
  std::vector<http::Route> routes;
  routes.push_back(read_route(site,
                              site_route(policies_site(), "GET", "/policies/decisions",
                                         "policiesDecisions", "What limits held, flagged and told"),
                              show_what_to_look_at));
  routes.push_back(read_route(
      site,
      site_route(policies_site(), "GET", "/policies/decisions/{id}", "policiesDecision",
                 "A decision and why"),
      [&book](Session& session, const SiteVisit& visit, const Request&, const PathValues& path) {
        return show_decision(book, session, visit, path);
      }));
  return routes;
}

}  // namespace patchbay::api
