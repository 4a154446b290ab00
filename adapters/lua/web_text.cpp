#include "adapters/lua/web_text.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "hub/base/text.h"
#include "hub/http/message.h"

namespace patchbay::adapters::lua {
namespace {

Result<std::string> segment(std::string_view name, const boost::json::object& fields) {
  const std::string what = "{" + clean_text(name, 40) + "} of the path";
  const auto* value = fields.if_contains(name);
  if (!value) return invalid(what + " has no value; give path = { " + std::string(name) + " = … }");
  const auto text = scalar_text(what, *value);
  if (!text) return text;
  if (text->empty() || *text == "." || *text == "..")
    return invalid(what + " is \"" + *text + "\", which would ask for another path");
  return http::percent_encode(*text);
}

std::string decode(std::string_view part) {
  std::string text(part);
  std::replace(text.begin(), text.end(), '+', ' ');
  return http::percent_decode(text);
}

}  // namespace

Result<void> check_path(std::string_view path) {
  const auto plain = [](char c) {
    return c > ' ' && c < '\x7f' && c != '#' && c != '{' && c != '}';
  };
  if (path.starts_with('/') && path.size() <= path_bytes_max &&
      std::all_of(path.begin(), path.end(), plain))
    return {};
  return invalid(
      "a path starts with / and is escaped: \"/vouchers/{id}\" with path = { id = … }, or "
      "url.path(\"vouchers\", id)");
}

Result<std::string> scalar_text(const std::string& what, const boost::json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  return invalid(what + " must be a text, a whole number, true or false");
}

Result<std::string> query_text(const boost::json::object& fields) {
  std::string query;
  for (const auto& field : fields) {
    const boost::json::array one{field.value()};
    const auto& values = field.value().is_array() ? field.value().get_array() : one;
    for (const auto& value : values) {
      const auto text = scalar_text("\"" + std::string(field.key()) + "\"", value);
      if (!text) return text;
      if (!query.empty()) query += '&';
      query += http::percent_encode(field.key()) + "=" + http::percent_encode(*text);
    }
  }
  return query;
}

boost::json::object parse_query(std::string_view query) {
  boost::json::object fields;
  if (query.empty()) return fields;
  for (const auto part : split(query, '&')) {
    const auto equals = std::min(part.find('='), part.size());
    const std::string name = decode(part.substr(0, equals));
    boost::json::string value(decode(part.substr(std::min(equals + 1, part.size()))));
    auto* known = fields.if_contains(name);
    if (!known)
      fields[name] = std::move(value);
    else if (known->is_array())
      known->get_array().push_back(std::move(value));
    else
      *known = boost::json::array{*known, std::move(value)};
  }
  return fields;
}

Result<std::string> expand_path(std::string_view path, const boost::json::object& fields) {
  std::string expanded;
  std::set<std::string_view> used;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t open = std::min(path.find('{', at), path.size());
    expanded += path.substr(at, open - at);
    if (open == path.size()) break;
    const std::size_t close = path.find('}', open);
    if (close == std::string_view::npos)
      return invalid("the path opens a brace and does not close it: \"/vouchers/{id}\"");
    const std::string_view name = path.substr(open + 1, close - open - 1);
    const auto text = segment(name, fields);
    if (!text) return text;
    expanded += *text;
    if (expanded.size() > path_bytes_max) return invalid("the path is longer than 8000 bytes");
    used.insert(name);
    at = close + 1;
  }
  for (const auto& field : fields)
    if (!used.contains(std::string_view(field.key())))
      return invalid("the path has no {" + clean_text(field.key(), 40) +
                     "}, which path = { … } names");
  if (const auto checked = check_path(expanded); !checked) return checked.error();
  return expanded;
}

}  // namespace patchbay::adapters::lua
