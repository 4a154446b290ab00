#include "hub/api/read_only.h"

namespace patchbay::api {
namespace {

constexpr const char* retry_after_seconds = "30";

std::string reason_of(const jobs::SwitchBoard& switches) {
  for (const auto& thrown : switches.thrown())
    if (thrown.kind == jobs::SwitchKind::read_only) return thrown.reason;
  return {};
}

Async<http::Response> refusal(const jobs::SwitchBoard& switches) {
  const std::string reason = reason_of(switches);
  co_return read_only_answer("the hub is in read-only mode; nothing was changed" +
                             (reason.empty() ? "" : " (" + reason + ")"));
}

}  // namespace

http::Response read_only_answer(const std::string& detail) {
  auto response = http::problem(503, http::reason_of(503), detail);
  response.headers.add("Retry-After", retry_after_seconds);
  return response;
}

http::Route refused_in_read_only(const jobs::SwitchBoard& switches, http::Route route) {
  if (route.method == "GET") return route;
  route.handle = [&switches, handle = std::move(route.handle)](const http::Request& request,
                                                               const http::PathValues& path) {
    return switches.is_read_only() ? refusal(switches) : handle(request, path);
  };
  return route;
}

}  // namespace patchbay::api
