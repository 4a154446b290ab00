#include "hub/http/message.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "hub/base/text.h"
#include "hub/http/problem_type.h"

namespace patchbay::http {
namespace {

Response problem_with(const ProblemType& type, int status, std::string_view title,
                      std::string_view detail) {
  const boost::json::value body{{"type", "/problems/" + std::string(type.slug)},
                                {"code", type.code},
                                {"title", title},
                                {"status", status},
                                {"detail", detail}};
  Response response{status, {}, boost::json::serialize(body)};
  response.headers.add("Content-Type", "application/problem+json");
  return response;
}

}  // namespace

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return equal_ignoring_case(field.first, name); });
  fields_.emplace_back(std::string(name), std::move(value));
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

bool Headers::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const auto& field) { return equal_ignoring_case(field.first, name); });
}

std::string_view Request::path() const {
  std::string_view text = target;
  // The absolute form is allowed in any request (RFC 9112 section 3.2.2).
  if (!text.empty() && text.front() != '/') {
    const auto authority = text.find("://");
    if (authority != std::string_view::npos && authority < text.find_first_of("/?")) {
      const auto slash = text.find_first_of("/?", authority + 3);
      if (slash == std::string_view::npos || text[slash] == '?') return "/";
      text.remove_prefix(slash);
    }
  }
  return text.substr(0, text.find('?'));
}

std::string_view Request::query() const {
  const std::string_view text = target;
  const auto mark = text.find('?');
  return mark == std::string_view::npos ? std::string_view() : text.substr(mark + 1);
}

Response json_response(int status, std::string body) {
  Response response{status, {}, std::move(body)};
  response.headers.add("Content-Type", "application/json");
  return response;
}

Response problem(int status, std::string_view title, std::string_view detail) {
  return problem_with(problem_type_of(status), status, title, detail);
}

Response problem_of_type(std::string_view code, std::string_view detail) {
  const ProblemType& type = problem_type(code);
  return problem_with(type, type.status, reason_of(type.status), detail);
}

}  // namespace patchbay::http
