#pragma once
// Requests for the hub to make, and what came back.

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "json.h"
#include "messages.h"

namespace patchbay::sdk {

/// Percent-encodes all but letters, digits and -._~ (RFC 3986, 2.3).
inline std::string escape(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

/// "/accounts/{id}/credits" with each {name} replaced by its value, escaped.
/// Throws std::invalid_argument: a place without a value, or a value that would leave its segment.
inline std::string fill(std::string_view path, const Pairs& values) {
  std::string out;
  while (!path.empty()) {
    const auto open = path.find('{');
    out += path.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = path.find('}', open);
    const auto name = path.substr(open + 1, close - open - 1);
    const std::string* value = nullptr;
    for (const auto& [given, text] : values)
      if (given == name) value = &text;
    if (close == std::string_view::npos || !value || value->empty() || *value == "." ||
        *value == "..")
      throw std::invalid_argument("the path's {" + std::string(name) + "} has no usable value");
    out += escape(*value);
    path.remove_prefix(close + 1);
  }
  return out;
}

/// A request for the hub to make. The hub adds authentication, the deadline and the user agent.
struct HttpRequest {
  std::string method = "GET";
  std::string path;  ///< starts with '/', already escaped; put behind the setting api_url
  Pairs headers = {};
  std::string body = {};
  bool moves_value = false;  ///< a failure after sending leaves the outcome unknown
  /// Statuses beside 429 by which the partner proves that nothing was done.
  std::vector<std::int32_t> nothing_done_on = {};

  HttpRequest& header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  /// Adds name=value to the path, both escaped.
  HttpRequest& query(std::string_view name, std::string_view value) {
    path += (path.find('?') == std::string::npos ? '?' : '&') + escape(name) + '=' + escape(value);
    return *this;
  }
  HttpRequest& content(std::string type, std::string bytes) {
    body = std::move(bytes);
    return header("Content-Type", std::move(type));
  }
  HttpRequest& json(const boost::json::value& value) {
    return content("application/json", boost::json::serialize(value));
  }
  HttpRequest& form(const Pairs& fields) {
    std::string text;
    for (const auto& [name, value] : fields)
      text += (text.empty() ? "" : "&") + escape(name) + '=' + escape(value);
    return content("application/x-www-form-urlencoded", std::move(text));
  }
};

inline HttpRequest request(std::string method, std::string_view path, const Pairs& values = {}) {
  return {std::move(method), fill(path, values)};
}
inline HttpRequest get(std::string_view path, const Pairs& values = {}) {
  return request("GET", path, values);
}
inline HttpRequest post(std::string_view path, const Pairs& values = {}) {
  return request("POST", path, values);
}
inline HttpRequest put(std::string_view path, const Pairs& values = {}) {
  return request("PUT", path, values);
}
inline HttpRequest patch(std::string_view path, const Pairs& values = {}) {
  return request("PATCH", path, values);
}

/// What came back: a response, or a failure and how far it came.
struct HttpReply {
  int status = 0;  ///< 0: there was no response
  Pairs headers;
  std::string body;
  std::string failure;  ///< without a response: what went wrong, for a person
  bool sent = false;    ///< without a response: the partner may have acted
  bool timed_out = false;
  /// What it means when the plugin does not know better; never `succeeded`. The end of most calls
  /// that did not go well: `if (reply.status != 201) co_return reply.outcome;`
  Outcome outcome = {};

  bool answered() const { return status != 0; }
  /// The first field of that name, whatever its case; empty when there is none.
  std::string_view header(std::string_view name) const {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    const auto same = [&](char a, char b) { return lower(a) == lower(b); };
    for (const auto& [given, value] : headers)
      if (std::equal(given.begin(), given.end(), name.begin(), name.end(), same)) return value;
    return {};
  }
  /// The body (parse_json); throws std::invalid_argument when it is no JSON.
  boost::json::value json() const { return parse_json(body); }
};

}  // namespace patchbay::sdk
