#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/registry.h"
#include "hub/api/body.h"
#include "hub/api/routes.h"
#include "hub/jobs/partner_limits.h"

namespace patchbay::api {
namespace {

constexpr const char* list_operation = R"({
  "operationId": "listPartners",
  "summary": "The partners of this hub and how they are",
  "responses": {
    "200": {
      "description": "All of them, in order of id",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PartnerList"}}}
    }
  }
})";

constexpr const char* show_operation = R"({
  "operationId": "getPartner",
  "summary": "A partner of this hub and how it is",
  "parameters": [{"name": "id", "in": "path", "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 200}}],
  "responses": {
    "200": {
      "description": "The partner",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Partner"}}}
    },
    "404": {"$ref": "#/components/responses/NotFound"}
  }
})";

/// What the routes use of the hub.
struct Parts {
  store::Store& store;
  const adapters::Registry& registry;
  const jobs::SwitchBoard& switches;
  const adapters::PulseBook* pulses;
  const Clock& clock;
  ListServedPlugs served_plugs;
};

/// What the routes read of the store.
struct Known {
  std::vector<jobs::PartnerHealth> health;
  ServedPlugs served;
};

Async<Known> read_known(const Parts& parts) {
  auto work = [&parts](store::Session& session) {
    return Known{jobs::list_partner_health(session), parts.served_plugs(session)};
  };
  co_return co_await parts.store.read(work);
}

boost::json::value time_json(const std::optional<Timestamp>& at) {
  return at ? boost::json::value(to_rfc3339(*at)) : boost::json::value();
}

boost::json::value text_or_null(const std::string& text) {
  return text.empty() ? boost::json::value() : boost::json::value(text);
}

boost::json::object breaker_json(const jobs::Breaker& breaker, std::int64_t trips_ever) {
  const bool is_closed = breaker.state == jobs::BreakerState::closed;
  const bool ever_changed = breaker.changed_at.micros != 0;
  return {{"state", jobs::name_of(breaker.state)},
          {"open_until",
           is_closed ? boost::json::value() : boost::json::value(to_rfc3339(breaker.open_until))},
          {"changed_at", ever_changed ? boost::json::value(to_rfc3339(breaker.changed_at))
                                      : boost::json::value()},
          {"trips", trips_ever}};
}

boost::json::object limits_json(const adapters::Limits& limits) {
  return {{"calls_per_second", limits.calls_per_second},
          {"concurrency", limits.concurrency},
          {"timeout_ms", limits.timeout_ms}};
}

boost::json::object retry_json(const jobs::RetryPolicy& retry) {
  return {{"backoff", jobs::name_of(retry.backoff)}, {"attempts", retry.attempts_max}};
}

boost::json::object health_json(const adapters::Pulse& pulse) {
  return {{"window_s", std::chrono::seconds(adapters::pulse_window).count()},
          {"calls", pulse.calls},
          {"failures", pulse.failures},
          {"last_success", time_json(pulse.last_success)},
          {"last_failure", time_json(pulse.last_failure)},
          {"failure", text_or_null(pulse.failure)}};
}

boost::json::array serving_json(const ServedPlugs& served, const std::string& partner) {
  boost::json::array hubs;
  const auto found = served.find(partner);
  if (found == served.end()) return hubs;
  for (const auto& one : found->second)
    hubs.push_back(boost::json::object{{"hub", one.hub},
                                       {"version", one.version},
                                       {"stamp", one.stamp},
                                       {"since", to_rfc3339(one.since)},
                                       {"problem", text_or_null(one.problem)},
                                       {"problem_stamp", text_or_null(one.problem_stamp)},
                                       {"looked_at", to_rfc3339(one.looked_at)}});
  return hubs;
}

boost::json::object partner_json(const Parts& parts, const OrganisationId& organisation,
                                 const adapters::Partner& partner, const Known& known) {
  const auto& manifest = partner.plug->manifest();
  const Timestamp now = parts.clock.now();
  const bool is_stopped = parts.switches.stops_partner(organisation, partner.id);
  const bool is_disabled = parts.switches.is_disabled(organisation, partner.id);
  jobs::PartnerHealth health;
  for (const auto& row : known.health)
    if (row.organisation == organisation && row.partner == partner.id) health = row;
  const auto available = adapters::availability(is_stopped, health.breaker, now);
  const auto pulse =
      parts.pulses ? parts.pulses->at(organisation, partner.id, now) : adapters::Pulse{};
  return {{"id", partner.id},
          {"kind", manifest.kind},
          {"plug", manifest.id},
          {"version", manifest.version},
          {"serving", serving_json(known.served, partner.id)},
          {"environment", partner.environment},
          {"status", is_disabled ? "disabled" : "enabled"},
          {"available", available.is_available},
          {"unavailable_because",
           available.is_available ? boost::json::value() : boost::json::value(available.why)},
          {"stopped", is_stopped},
          {"breaker", breaker_json(health.breaker, health.trips_ever)},
          {"health", health_json(pulse)},
          {"limits", limits_json(partner.limits)},
          {"retry", retry_json(partner.retry)}};
}

Async<http::Response> list(Parts parts, OrganisationId organisation) {
  const auto known = co_await read_known(parts);
  boost::json::array partners;
  for (const auto& partner : parts.registry.all())
    partners.push_back(partner_json(parts, organisation, *partner, known));
  const boost::json::object all{{"partners", std::move(partners)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

Async<http::Response> show(Parts parts, OrganisationId organisation, std::string id) {
  const auto partner = parts.registry.find(id);
  if (!partner) co_return problem_of(not_found("there is no partner with this id"));
  const auto known = co_await read_known(parts);
  const auto one = partner_json(parts, organisation, *partner, known);
  co_return http::json_response(200, boost::json::serialize(one));
}

}  // namespace

const adapters::Registry& no_partners() {
  static const adapters::Registry none;
  return none;
}

std::vector<http::Route> partner_routes(const ApiParts& parts) {
  const Parts own{parts.store,  parts.registry, parts.switches,
                  parts.pulses, parts.clock,    parts.served_plugs};
  std::vector<http::Route> routes;
  routes.push_back({"GET", "/api/v1/partners",
                    [own](const http::Request& request, const auto&) {
                      return list(own, request.caller->organisation);
                    },
                    true, list_operation, "partners:read"});
  routes.push_back({"GET", "/api/v1/partners/{id}",
                    [own](const http::Request& request, const http::PathValues& path) {
                      return show(own, request.caller->organisation, path.at("id"));
                    },
                    true, show_operation, "partners:read"});
  return routes;
}

}  // namespace patchbay::api
