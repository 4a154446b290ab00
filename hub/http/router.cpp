#include "hub/http/router.h"

#include "hub/base/text.h"

namespace patchbay::http {
namespace {

bool is_name(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// Bytes of a pattern before its first name: most paths differ there already.
std::size_t literal_size(std::string_view pattern) {
  return std::min(pattern.find('{'), pattern.size());
}

/// Whether the path fits the pattern segment by segment; fills the names, where they are wanted.
bool fits(std::string_view pattern, std::string_view path, PathValues* values) {
  for (;;) {
    const auto wanted_end = pattern.find('/');
    const auto given_end = path.find('/');
    const auto wanted = pattern.substr(0, wanted_end);
    const auto given = path.substr(0, given_end);
    if (is_name(wanted)) {
      if (given.empty()) return false;
      if (values)
        (*values)[std::string(wanted.substr(1, wanted.size() - 2))] = percent_decode(given);
    } else if (wanted != given) {
      return false;
    }
    const bool pattern_ends = wanted_end == std::string_view::npos;
    const bool path_ends = given_end == std::string_view::npos;
    if (pattern_ends || path_ends) return pattern_ends && path_ends;
    pattern.remove_prefix(wanted_end + 1);
    path.remove_prefix(given_end + 1);
  }
}

Response method_not_allowed(const std::vector<std::string>& allowed) {
  const std::string list = join(allowed, ", ");
  auto response = problem(405, reason_of(405), "this path answers only these methods: " + list);
  response.headers.add("Allow", list);
  return response;
}

}  // namespace

Router::Router(std::vector<Route> routes, Guard guard)
    : routes_(std::move(routes)), guard_(std::move(guard)) {
  for (const auto& route : routes_) literal_sizes_.push_back(literal_size(route.pattern));
}

bool Router::may_fit(std::size_t route, std::string_view path) const {
  const std::string_view pattern = routes_[route].pattern;
  return path.starts_with(pattern.substr(0, literal_sizes_[route]));
}

const Route* Router::find_path(std::string_view path) const {
  for (std::size_t i = 0; i < routes_.size(); ++i)
    if (may_fit(i, path) && fits(routes_[i].pattern, path, nullptr)) return &routes_[i];
  return nullptr;
}

Async<Response> Router::handle(Request request) const {
  const bool head = request.method == "HEAD";
  const std::string_view method = head ? "GET" : std::string_view(request.method);
  PathValues values;
  const Route* found = nullptr;
  std::vector<std::string> allowed;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const auto& route = routes_[i];
    PathValues candidate;
    if (!may_fit(i, request.path()) || !fits(route.pattern, request.path(), &candidate)) continue;
    if (route.method == method) {
      found = &route;
      values = std::move(candidate);
      break;
    }
    allowed.push_back(route.method);
    if (route.method == "GET") allowed.emplace_back("HEAD");
  }
  if (!found && allowed.empty()) {
    co_return problem(404, reason_of(404), "nothing is served at this path");
  }
  if (!found) co_return method_not_allowed(allowed);
  if (found->needs_token && guard_) {
    auto refusal = co_await guard_(request, *found);
    if (refusal) co_return std::move(*refusal);
  }
  Response response = co_await found->handle(request, values);
  if (head) {
    response.headers.set("Content-Length", std::to_string(response.body.size()));
    response.body.clear();
  }
  co_return response;
}

}  // namespace patchbay::http
