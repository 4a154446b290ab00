// What the pages of business staff read and do.

#include "hub/api/decisions_site.h"
#include "hub/api/parameters.h"
#include "hub/api/policy_caller.h"
#include "hub/api/policy_pages.h"
#include "hub/api/routes.h"
#include "hub/api/site_routes.h"
#include "hub/base/money.h"
#include "hub/crypto/system_random.h"
#include "hub/http/json.h"
#include "hub/policy/partners.h"
#include "hub/policy/simulation/report_html.h"

namespace patchbay::api {
namespace {

using http::PathValues;
using http::Request;
using http::Response;
using store::Session;

/// What the pages work with beside the site.
struct Desk {
  policy::PolicyBook& book;
  const adapters::Registry& registry;
  const Clock& clock;
};

Response page(const SiteVisit& visit, std::string_view title, const Html& body) {
  return site_page(policies_site(), 200, visit.frame, title, body);
}

Result<policy::VersionView> version_of(Session& session, const SiteVisit& visit,
                                       const PathValues& path) {
  const auto& id = path.at("id");
  if (!is_plain_text(id)) return not_found("there is no such version");
  return policy::find_version(session, visit.caller->organisation, id, visit.now);
}

policy::Steerer steerer_of(const Desk& desk, const SiteVisit& visit, const FormFields& fields) {
  return {visit.caller->organisation,
          visit.caller->actor,
          field(fields, "reason"),
          visit.address,
          visit.now,
          installed_partners(desk.registry)};
}

Result<Response> show_versions(Session& session, const SiteVisit& visit, const Request&,
                               const PathValues&) {
  const auto versions = policy::list_versions(session, visit.caller->organisation, visit.now);
  const auto to_come = policy::activations_to_come(session, visit.caller->organisation, visit.now);
  return page(visit, "Versions of the rules", versions_page(versions, to_come, visit.frame));
}

Result<Response> show_history(Session& session, const SiteVisit& visit, const Request&,
                              const PathValues&) {
  return page(visit, "What was active when",
              activations_page(policy::activation_history(session, visit.caller->organisation)));
}

Result<VersionPage> read_version(Session& session, const Desk& desk, const SiteVisit& visit,
                                 const PathValues& path) {
  const auto& organisation = visit.caller->organisation;
  auto version = version_of(session, visit, path);
  if (!version) return version.error();
  const auto rules = desk.book.version(session, organisation, version->id);
  if (!rules) return rules.error();
  VersionPage all;
  all.version = std::move(*version);
  all.rules = policy::rule_tables(*rules);
  all.numbers = policy::declared_numbers(*rules);
  const auto active = policy::active_version(session, organisation, visit.now);
  if (active && *active != all.version.id)
    if (const auto before = desk.book.version(session, organisation, *active))
      all.changes = policy::difference(*before, *rules);
  if (auto warnings = policy::check_partners(*rules, installed_partners(desk.registry)))
    all.partner_warnings = std::move(*warnings);
  else
    all.partner_problem = warnings.error().message;
  all.simulations = policy::list_simulations(session, organisation, all.version.id);
  return all;
}

Result<Response> show_version(const Desk& desk, Session& session, const SiteVisit& visit,
                              const PathValues& path) {
  const auto all = read_version(session, desk, visit, path);
  if (!all) return all.error();
  return page(visit, "Rules", version_page(*all, visit.frame));
}

/// Reads only: whoever may look may also run the tests. Activating marks and needs them anyway.
Result<Response> show_tests(const Desk& desk, Session& session, const SiteVisit& visit,
                            const PathValues& path) {
  auto all = read_version(session, desk, visit, path);
  if (!all) return all.error();
  const auto rules = desk.book.version(session, visit.caller->organisation, all->version.id);
  if (!rules) return rules.error();
  auto report = policy::run_policy_tests(*rules);
  if (!report) return report.error();
  all->tests = std::move(*report);
  return page(visit, "Rules and their tests", version_page(*all, visit.frame));
}

Result<std::string> set(const Desk& desk, Session& session, const SiteVisit& visit,
                        const FormFields& fields, const PathValues& path) {
  const auto version = version_of(session, visit, path);
  if (!version) return version.error();
  const auto draft = policy::push_number(session, steerer_of(desk, visit, fields), version->id,
                                         field(fields, "path"), field(fields, "value"));
  if (!draft) return draft.error();
  return policies_path({"versions", draft->id, "test"});
}

Result<std::string> accept(const Desk& desk, Session& session, const SiteVisit& visit,
                           const FormFields& fields, const PathValues& path) {
  const auto version = version_of(session, visit, path);
  if (!version) return version.error();
  const auto draft = policy::push_accepted(session, steerer_of(desk, visit, fields), version->id);
  if (!draft) return draft.error();
  return policies_path({"versions", draft->id, "test"});
}

Result<std::string> activate(const Desk& desk, Session& session, const SiteVisit& visit,
                             const FormFields& fields, const PathValues& path) {
  const auto version = version_of(session, visit, path);
  if (!version) return version.error();
  const auto done =
      policy::activate_version(session, steerer_of(desk, visit, fields), version->id, std::nullopt);
  if (!done) return done.error();
  return policies_path({});
}

Result<std::string> roll_back(const Desk& desk, Session& session, const SiteVisit& visit,
                              const FormFields& fields) {
  const auto done = policy::go_back(session, steerer_of(desk, visit, fields));
  if (!done) return done.error();
  return policies_path({});
}

constexpr std::int64_t simulated_days_max = 366;

/// Days of a form: a whole number from 1.
Result<std::int64_t> days_of(const FormFields& fields) {
  const auto days = parse_minor(field(fields, "days"), 0);
  if (days && *days >= 1 && *days <= simulated_days_max) return *days;
  return invalid("\"days\" must be a whole number from 1 to " + std::to_string(simulated_days_max));
}

Result<std::string> simulate(const Desk& desk, Session& session, const SiteVisit& visit,
                             const FormFields& fields, const PathValues& path) {
  const auto version = version_of(session, visit, path);
  if (!version) return version.error();
  const auto days = days_of(fields);
  if (!days) return days.error();
  const policy::Period period{visit.now - std::chrono::hours(24 * *days), visit.now};
  const auto asked = policy::ask_simulation(
      session, visit.caller->organisation,
      {version->id, "active", period, visit.caller->actor, field(fields, "reason")}, desk.clock,
      crypto::system_random());
  if (!asked) return asked.error();
  return policies_path({"simulations", asked->id});
}

Result<policy::SimulationView> simulation_of(Session& session, const SiteVisit& visit,
                                             const PathValues& path) {
  const auto& id = path.at("id");
  if (is_plain_text(id))
    if (auto found = policy::find_simulation(session, visit.caller->organisation, id))
      return *found;
  return not_found("there is no such simulation");
}

Result<std::optional<policy::SimulationResult>> result_of(Session& session, const SiteVisit& visit,
                                                          const std::string& id) {
  const auto text = policy::simulation_result(session, visit.caller->organisation, id);
  if (text.empty()) return std::optional<policy::SimulationResult>();
  const auto parsed = parse_json(text);
  if (!parsed) return parsed.error();
  auto result = policy::simulation_from_json(*parsed);
  if (!result) return result.error();
  return std::optional(std::move(*result));
}

Result<Response> show_simulation(Session& session, const SiteVisit& visit, const Request&,
                                 const PathValues& path) {
  const auto found = simulation_of(session, visit, path);
  if (!found) return found.error();
  auto result = result_of(session, visit, found->id);
  if (!result) return result.error();
  return page(visit, "Simulation", simulation_page({*found, std::move(*result)}, visit.frame));
}

/// The file as it can be kept: its style is inside, which a page of the site would not allow.
Result<Response> show_report(Session& session, const SiteVisit& visit, const Request&,
                             const PathValues& path) {
  const auto found = simulation_of(session, visit, path);
  if (!found) return found.error();
  const auto result = result_of(session, visit, found->id);
  if (!result) return result.error();
  if (!*result)
    return not_found(
        "this simulation has no result: it is not at its end, or it named a customer who was "
        "erased since");
  Response response;
  response.body = policy::report_html(**result);
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
  response.headers.add("X-Content-Type-Options", "nosniff");
  return response;
}

Result<std::string> cancel(Session& session, const SiteVisit& visit, const FormFields&,
                           const PathValues& path) {
  const auto found = simulation_of(session, visit, path);
  if (!found) return found.error();
  const auto done =
      policy::cancel_simulation(session, visit.caller->organisation, found->id, visit.now);
  if (!done) return done.error();
  return policies_path({"simulations", found->id});
}

http::Route get(const SitePtr& site, const std::string& rest, const std::string& id,
                const std::string& summary, SiteRead read) {
  return read_route(site, site_route(policies_site(), "GET", "/policies" + rest, id, summary),
                    std::move(read));
}

http::Route post(const SitePtr& site, const std::string& rest, const std::string& id,
                 const std::string& summary, SiteChange work) {
  return form_route(site, site_route(policies_site(), "POST", "/policies" + rest, id, summary),
                    std::move(work));
}

}  // namespace

std::vector<http::Route> policies_site_routes(const ApiParts& parts) {
  if (!parts.policies || !parts.credentials || parts.keys.ids().empty()) return {};
  const auto site = std::make_shared<SiteParts>(policies_site(), parts);
  const Desk desk{*parts.policies, parts.registry, parts.clock};
  auto routes = session_routes(site, "policies");
  routes.push_back(
      get(site, "", "policiesVersions", "Versions of the rules, as a page", show_versions));
  routes.push_back(
      get(site, "/history", "policiesHistory", "What was active when, as a page", show_history));
  routes.push_back(
      get(site, "/versions/{id}", "policiesVersion", "The rules of a version",
          [desk](Session& session, const SiteVisit& visit, const Request&, const PathValues& path) {
            return show_version(desk, session, visit, path);
          }));
  routes.push_back(
      get(site, "/versions/{id}/test", "policiesTests", "A version and its tests",
          [desk](Session& session, const SiteVisit& visit, const Request&, const PathValues& path) {
            return show_tests(desk, session, visit, path);
          }));
  routes.push_back(
      post(site, "/versions/{id}/numbers", "policiesSet", "A draft with a new number",
           [desk](Session& session, const SiteVisit& visit, const FormFields& fields,
                  const PathValues& path) { return set(desk, session, visit, fields, path); }));
  routes.push_back(
      post(site, "/versions/{id}/accept", "policiesAccept", "A draft with the tests' new results",
           [desk](Session& session, const SiteVisit& visit, const FormFields& fields,
                  const PathValues& path) { return accept(desk, session, visit, fields, path); }));
  routes.push_back(post(
      site, "/versions/{id}/activate", "policiesActivate", "Activate a version",
      [desk](Session& session, const SiteVisit& visit, const FormFields& fields,
             const PathValues& path) { return activate(desk, session, visit, fields, path); }));
  routes.push_back(
      post(site, "/rollback", "policiesRollBack", "Back to the version before",
           [desk](Session& session, const SiteVisit& visit, const FormFields& fields,
                  const PathValues&) { return roll_back(desk, session, visit, fields); }));
  routes.push_back(post(
      site, "/versions/{id}/simulate", "policiesSimulate", "Ask a simulation",
      [desk](Session& session, const SiteVisit& visit, const FormFields& fields,
             const PathValues& path) { return simulate(desk, session, visit, fields, path); }));
  routes.push_back(get(site, "/simulations/{id}", "policiesSimulation",
                       "How far it is, or what came out", show_simulation));
  routes.push_back(get(site, "/simulations/{id}/report", "policiesReport", "The whole, as one file",
                       show_report));
  routes.push_back(
      post(site, "/simulations/{id}/cancel", "policiesCancel", "Call a simulation off", cancel));
  for (auto& route : decision_site_routes(site, *parts.policies))
    routes.push_back(std::move(route));
  return routes;
}

}  // namespace patchbay::api
