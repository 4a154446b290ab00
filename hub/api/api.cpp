#include "hub/api/api.h"

#include "hub/api/guard.h"
#include "hub/api/routes.h"
#include "hub/base/log.h"
#include "hub/base/result.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

bool fits(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  return std::equal(wanted.begin(), wanted.end(), given.begin(), given.end(),
                    [](auto w, auto g) { return w.starts_with('{') ? !g.empty() : w == g; });
}

/// The label of a request in the metrics: never a part of what the outside sent.
std::string pattern_of(const std::vector<http::Route>& routes, std::string_view path) {
  for (const auto& route : routes) {
    if (fits(route.pattern, path)) return route.pattern;
  }
  return "unmatched";
}

Async<http::Response> answer(std::shared_ptr<const http::Router> router, http::Request request) {
  try {
    co_return co_await router->handle(std::move(request));
  } catch (const ErrorException& e) {
    if (e.error().kind != ErrorKind::unavailable) throw;
    log_line(LogLevel::error, "api.store_unavailable", {{"error", e.error().message}});
  }
  co_return http::problem(503, http::reason_of(503), "the store cannot be reached; try again");
}

Async<http::Response> answer_counted(std::shared_ptr<const http::Router> router,
                                     std::shared_ptr<RequestCounter> counter,
                                     http::Request request) {
  const std::string label = pattern_of(router->routes(), request.path());
  try {
    auto response = co_await answer(std::move(router), std::move(request));
    counter->count(label, response.status);
    co_return response;
  } catch (...) {
    counter->count(label, 500);
    throw;
  }
}

}  // namespace

std::vector<http::Route> make_routes(const ApiParts& parts) {
  std::vector<http::Route> routes;
  routes.push_back(health_route());
  routes.push_back(ready_route(parts));
  routes.push_back(metrics_route(parts));
  routes.push_back(customer_route(parts));
  routes.push_back(rewards_route(parts));
  add_openapi_route(routes);
  return routes;
}

http::Router make_router(const ApiParts& parts) {
  return {make_routes(parts), make_guard(parts.admin_token)};
}

http::Handler make_handler(const ApiParts& parts) {
  auto router = std::make_shared<const http::Router>(make_router(parts));
  return [router, counter = parts.requests](http::Request request) {
    return answer_counted(router, counter, std::move(request));
  };
}

}  // namespace patchbay::api
