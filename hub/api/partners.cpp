#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/registry.h"
#include "hub/api/routes.h"
#include "hub/jobs/partner_limits.h"

namespace patchbay::api {
namespace {

constexpr const char* operation = R"({
  "operationId": "listPartners",
  "summary": "The partners of this hub and how they are",
  "responses": {
    "200": {
      "description": "All of them, in order of id",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PartnerList"}}}
    }
  }
})";

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

boost::json::object partner_json(const adapters::Partner& partner,
                                 const jobs::PartnerHealth& health, bool is_stopped) {
  const auto& manifest = partner.plug->manifest();
  return {{"id", partner.id},
          {"kind", manifest.kind},
          {"plug", manifest.id},
          {"version", manifest.version},
          {"stopped", is_stopped},
          {"breaker", breaker_json(health.breaker, health.trips_ever)},
          {"limits", limits_json(partner.limits)},
          {"retry", retry_json(partner.retry)}};
}

Async<http::Response> list(store::Store& store, OrganisationId organisation,
                           const adapters::Registry& registry, const jobs::SwitchBoard& switches) {
  const auto known = co_await store.read(jobs::list_partner_health);
  boost::json::array partners;
  for (const auto& partner : registry.all()) {
    jobs::PartnerHealth health;
    for (const auto& row : known)
      if (row.organisation == organisation && row.partner == partner->id) health = row;
    const bool is_stopped = switches.stops_partner(organisation, partner->id);
    partners.push_back(partner_json(*partner, health, is_stopped));
  }
  const boost::json::object all{{"partners", std::move(partners)}};
  co_return http::json_response(200, boost::json::serialize(all));
}

}  // namespace

const adapters::Registry& no_partners() {
  static const adapters::Registry none;
  return none;
}

http::Route partners_route(const ApiParts& parts) {
  return {"GET",
          "/api/v1/partners",
          [&store = parts.store, &registry = parts.registry, &switches = parts.switches](
              const http::Request& request, const auto&) {
            return list(store, request.caller->organisation, registry, switches);
          },
          true,
          operation,
          "partners:read"};
}

}  // namespace patchbay::api
