#include "hub/api/form.h"

#include <algorithm>

#include "hub/api/parameters.h"
#include "hub/base/text.h"

namespace patchbay::api {
namespace {

constexpr std::size_t fields_max = 20;
constexpr std::size_t value_bytes_max = 500;

std::string decode(std::string_view part) {
  std::string text(part);
  std::replace(text.begin(), text.end(), '+', ' ');
  return http::percent_decode(text);
}

}  // namespace

Result<FormFields> read_form(const http::Request& request) {
  const auto type = request.headers.get("Content-Type");
  const auto media = trim(split(type, ';').front());
  if (!equal_ignoring_case(media, "application/x-www-form-urlencoded"))
    return invalid("the form came as another type of content; use the page's own form");
  FormFields fields;
  if (request.body.empty()) return fields;
  for (const auto part : split(request.body, '&')) {
    const auto equals = std::min(part.find('='), part.size());
    auto name = decode(part.substr(0, equals));
    auto value = decode(part.substr(std::min(equals + 1, part.size())));
    if (!is_plain_text(name) || !is_plain_text(value, value_bytes_max))
      return invalid("the form has a field that is no plain text of at most 500 bytes");
    if (!fields.emplace(std::move(name), std::move(value)).second)
      return invalid("the form has a field twice");
    if (fields.size() > fields_max) return invalid("the form has too many fields");
  }
  return fields;
}

bool is_same_site(const http::Request& request) {
  if (const auto site = request.headers.get("Sec-Fetch-Site"); !site.empty())
    return site == "same-origin" || site == "none";
  const auto origin = request.headers.get("Origin");
  if (origin.empty()) return true;
  const auto scheme = origin.find("://");
  return scheme != std::string_view::npos &&
         equal_ignoring_case(origin.substr(scheme + 3), request.headers.get("Host"));
}

}  // namespace patchbay::api
