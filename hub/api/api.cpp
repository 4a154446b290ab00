#include "hub/api/api.h"

#include "hub/api/change.h"
#include "hub/api/guard.h"
#include "hub/api/rate_limited.h"
#include "hub/api/read_only.h"
#include "hub/api/routes.h"
#include "hub/api/seed_errors.h"
#include "hub/base/outage_log.h"
#include "hub/base/result.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

/// The label of a request in the metrics: never a part of what the outside sent.
std::string pattern_of(const http::Router& router, std::string_view path) {
  const auto* route = router.find_path(path);
  return route ? route->pattern : "unmatched";
}

Async<http::Response> answer(std::shared_ptr<const http::Router> router,
                             std::shared_ptr<OutageLog> outage, http::Request request) {
  const bool of_store = request.path().starts_with("/api/");
  try {
    auto response = co_await router->handle(std::move(request));
    if (of_store && response.status < 300) outage->worked();
    co_return response;
  } catch (const ErrorException& e) {
    if (e.error().kind != ErrorKind::unavailable) throw;
    outage->failed(e.error().message);
  }
  co_return http::problem(503, http::reason_of(503),
                          "the store takes nothing now; try again later");
}

Async<http::Response> answer_counted(std::shared_ptr<const http::Router> router,
                                     std::shared_ptr<RequestCounter> counter,
                                     std::shared_ptr<OutageLog> outage, http::Request request) {
  const std::string label = pattern_of(*router, request.path());
  try {
    auto response = co_await answer(std::move(router), std::move(outage), std::move(request));
    counter->count(label, response.status);
    co_return response;
  } catch (...) {
    counter->count(label, 500);
    throw;
  }
}

Async<http::Response> answer_as_seed(std::shared_ptr<const http::Router> router,
                                     std::shared_ptr<RequestCounter> counter,
                                     std::shared_ptr<OutageLog> outage, http::Request request) {
  const std::string id(request.headers.get("X-Request-Id"));
  auto response = co_await answer_counted(std::move(router), std::move(counter), std::move(outage),
                                          std::move(request));
  co_return in_seed_form(std::move(response), id, system_clock().now());
}

}  // namespace

std::vector<http::Route> make_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back(health_route());
  routes.push_back(ready_route(parts));
  routes.push_back(metrics_route(parts));
  routes.push_back(customer_route(parts));
  for (auto& route : contact_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : progress_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : trait_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : customer_credential_routes(parts)) routes.push_back(std::move(route));
  routes.push_back(rewards_route(parts));
  for (auto& route : reward_check_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : own_reward_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : reward_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : partner_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : switch_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : hub_routes(parts)) routes.push_back(std::move(route));
  routes.push_back(audit_route(parts));
  routes.push_back(dead_letters_route(parts));
  routes.push_back(redrive_dead_route(parts));
  routes.push_back(discard_dead_route(parts));
  routes.push_back(dead_letter_route(parts));
  routes.push_back(redrive_route(parts));
  for (auto& route : schedule_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : schedule_action_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : credential_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : credential_action_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : partner_key_routes(parts)) routes.push_back(std::move(route));
  routes.push_back(problem_route());
  for (auto& route : link_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : consent_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : oauth_consent_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : inbound_routes(parts)) routes.push_back(std::move(route));
  routes.push_back(event_batch_route(parts));
  routes.push_back(webhook_keys_route(parts));
  for (auto& route : webhook_endpoint_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : webhook_action_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : webhook_message_routes(parts)) routes.push_back(std::move(route));
  for (auto& route : webhook_replay_routes(parts)) routes.push_back(std::move(route));
  routes.push_back(event_types_route());
  for (auto& route : portal_routes(parts)) routes.push_back(std::move(route));
  if (parts.policies) {
    for (auto& route : policy_routes(parts)) routes.push_back(std::move(route));
    for (auto& route : policy_action_routes(parts)) routes.push_back(std::move(route));
    for (auto& route : simulation_routes(parts)) routes.push_back(std::move(route));
    routes.push_back(decisions_route(parts));
    routes.push_back(decision_route(parts));
    for (auto& route : policies_site_routes(parts)) routes.push_back(std::move(route));
  }
  add_openapi_route(routes);
  for (auto& route : routes) {
    if (route.idempotency != http::Idempotency::none && !route.keeps_answer)
      route = with_idempotency(parts, std::move(route));
    if (!route.in_read_only) route = refused_in_read_only(parts.switches, std::move(route));
    if (route.limit.empty()) route.limit = limit_group_of(route);
    route = rate_limited(*parts.rate_limits, std::move(route));
  }
  return routes;
}

http::Router make_router(const ApiParts& parts) {
  return {make_routes(parts), rate_limited(*parts.rate_limits, make_guard(parts))};
}

http::Handler make_handler(const ApiParts& parts) {
  auto router = std::make_shared<const http::Router>(make_router(parts));
  auto outage = std::make_shared<OutageLog>("api.store");
  return [router, counter = parts.requests, outage](http::Request request) {
    return is_seed_path(request.path())
               ? answer_as_seed(router, counter, outage, std::move(request))
               : answer_counted(router, counter, outage, std::move(request));
  };
}

}  // namespace patchbay::api
