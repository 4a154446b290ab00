#include "hub/api/rate_limited.h"

#include "hub/api/rate_headers.h"
#include "hub/crypto/digest.h"

namespace patchbay::api {
namespace {

using access::Counted;
using access::RateLimit;
using http::PathValues;
using http::Request;
using http::Response;

constexpr std::pair<std::string_view, std::string_view> groups_by_prefix[] = {
    {"/api/v1/partners", "partners"},
    {"/api/partners", "partners"},
};
constexpr std::string_view reward_checks[] = {"/api/v1/customers/{id}", "/api/v1/rewards"};

/// Indexes of limits, as they are asked.
struct Groups {
  std::vector<std::size_t> by_address, by_caller;
  std::optional<std::size_t> refused;
};

Groups groups_of(const access::RateLimits& limits, const std::string& group) {
  Groups groups;
  for (std::size_t i = 0; i < limits.limits().size(); ++i) {
    const RateLimit& limit = limits.limits()[i];
    if (limit.rate.permits == 0) continue;
    if (limit.name == access::refused_limit) {
      groups.refused = i;
    } else if (limit.group.empty() || limit.group == group) {
      (limit.counted == Counted::address ? groups.by_address : groups.by_caller).push_back(i);
    }
  }
  return groups;
}

/// The customer that a request is about; its id leaves here only as a digest, since it comes from
/// outside and limits are kept in the store.
std::string customer_of(const http::Route& route, const Request& request, const PathValues& path) {
  std::string customer = http::query_value(request.query(), "customer");
  if (const auto named = path.find("customer"); named != path.end()) customer = named->second;
  if (const auto id = path.find("id");
      id != path.end() && route.pattern.find("/customers/{id}") != std::string::npos)
    customer = id->second;
  return customer.empty() ? "" : crypto::to_hex(crypto::sha256(customer));
}

/// Requests of one credential count together over its rotations.
std::string credential_of(const http::Caller& caller) {
  if (!caller.lineage.empty()) return caller.lineage;
  return caller.credential.empty() ? "admin" : caller.credential;
}

/// Whose permit it is; nothing when the limit does not count this request.
std::optional<std::string> subject_of(const RateLimit& limit, const http::Route& route,
                                      const Request& request, const PathValues& path) {
  const auto* caller = request.caller.get();
  if (limit.counted == Counted::address)
    return request.address.empty() ? std::nullopt : std::optional(request.address);
  if (caller == nullptr || (limit.spares_operators && caller->partner.empty())) return std::nullopt;
  switch (limit.counted) {
    case Counted::credential: return credential_of(*caller);
    case Counted::organisation: return std::string();
    default: break;
  }
  const std::string customer = customer_of(route, request, path);
  if (customer.empty()) return std::nullopt;
  return credential_of(*caller) + "/" + customer;
}

OrganisationId organisation_of(const RateLimit& limit, const Request& request) {
  return limit.counted == Counted::address ? "" : request.caller->organisation;
}

void add_headers(Response& response, std::span<const AppliedLimit> applied) {
  if (applied.empty()) return;
  response.headers.set("RateLimit-Policy", rate_limit_policy(applied));
  response.headers.set("RateLimit", rate_limit_state(applied));
}

Response refusal(std::span<const AppliedLimit> applied) {
  const auto& last = applied.back();
  const std::string seconds = std::to_string(retry_after_seconds(last.decision.retry_in));
  Response response = http::problem(
      429, http::reason_of(429),
      "the limit \"" + last.limit->name + "\" is used up; come again in " + seconds + " seconds");
  response.headers.add("Retry-After", seconds);
  add_headers(response, applied);
  return response;
}

struct LimitedGuard {
  access::RateLimits& limits;
  http::Router::Guard guard;
  std::map<std::string, Groups> groups;  ///< "" for routes whose group has no limit of its own

  const Groups& groups_at(const std::string& group) const {
    const auto own = groups.find(group);
    return own == groups.end() ? groups.at("") : own->second;
  }
};

std::optional<Response> over_address_limit(access::RateLimits& limits, const Groups& groups,
                                           const std::string& address) {
  std::vector<AppliedLimit> applied;
  const auto& all = limits.limits();
  if (groups.refused)
    applied.push_back({&all[*groups.refused], limits.look_at(*groups.refused, "", address)});
  for (const auto i : groups.by_address)
    if (applied.empty() || applied.back().decision.passes)
      applied.push_back({&all[i], limits.use(i, "", address)});
  if (applied.empty() || applied.back().decision.passes) return std::nullopt;
  return refusal({&applied.back(), 1});
}

Async<std::optional<Response>> admit(std::shared_ptr<const LimitedGuard> self, Request& request,
                                     const http::Route& route) {
  const Groups& groups = self->groups_at(route.limit);
  if (!request.address.empty())
    if (auto refused = over_address_limit(self->limits, groups, request.address))
      co_return std::move(refused);
  auto refused = co_await self->guard(request, route);
  const bool is_sign_in = refused && refused->status == 401;
  if (is_sign_in && groups.refused && !request.address.empty())
    self->limits.use(*groups.refused, "", request.address);
  co_return refused;
}

struct LimitedRoute {
  access::RateLimits& limits;
  Groups groups;
  http::Route route;

  std::vector<AppliedLimit> apply(const Request& request, const PathValues& path) const;
};

std::vector<AppliedLimit> LimitedRoute::apply(const Request& request,
                                              const PathValues& path) const {
  std::vector<AppliedLimit> applied;
  const auto& all = limits.limits();
  // Behind a guard the address was asked already; what it has left is said all the same.
  for (const auto i : groups.by_address)
    if (const auto subject = subject_of(all[i], route, request, path))
      applied.push_back({&all[i], route.needs_token ? limits.look_at(i, "", *subject)
                                                    : limits.use(i, "", *subject)});
  if (route.needs_token)
    for (auto& each : applied) each.decision.passes = true;
  for (const auto i : groups.by_caller) {
    if (!applied.empty() && !applied.back().decision.passes) break;
    if (const auto subject = subject_of(all[i], route, request, path))
      applied.push_back({&all[i], limits.use(i, organisation_of(all[i], request), *subject)});
  }
  return applied;
}

/// The router keeps request and path until the answer is there.
Async<Response> answer(std::shared_ptr<const LimitedRoute> self, const Request& request,
                       const PathValues& path) {
  const auto applied = self->apply(request, path);
  if (!applied.empty() && !applied.back().decision.passes) co_return refusal(applied);
  Response response = co_await self->route.handle(request, path);
  add_headers(response, applied);
  co_return response;
}

}  // namespace

std::string limit_group_of(const http::Route& route) {
  for (const auto& [prefix, group] : groups_by_prefix)
    if (route.pattern.starts_with(prefix)) return std::string(group);
  for (const auto& pattern : reward_checks)
    if (route.method == "GET" && route.pattern == pattern) return "reward_checks";
  return {};
}

http::Router::Guard rate_limited(access::RateLimits& limits, http::Router::Guard guard) {
  std::map<std::string, Groups> groups{{"", groups_of(limits, "")}};
  for (const auto& limit : limits.limits())
    groups.try_emplace(limit.group, groups_of(limits, limit.group));
  const auto self = std::make_shared<const LimitedGuard>(
      LimitedGuard{limits, std::move(guard), std::move(groups)});
  return [self](Request& request, const http::Route& route) { return admit(self, request, route); };
}

http::Route rate_limited(access::RateLimits& limits, http::Route route) {
  if (!route.needs_token && route.limit.empty()) return route;
  auto groups = groups_of(limits, route.limit);
  if (groups.by_address.empty() && groups.by_caller.empty()) return route;
  const auto self =
      std::make_shared<const LimitedRoute>(LimitedRoute{limits, std::move(groups), route});
  route.handle = [self](const Request& request, const PathValues& path) {
    return answer(self, request, path);
  };
  return route;
}

}  // namespace patchbay::api
