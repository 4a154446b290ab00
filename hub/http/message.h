#pragma once
// Our own HTTP messages: plain std types, so that only session and client units know Beast.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/clock.h"
#include "hub/http/caller.h"

namespace patchbay::http {

/// Header fields in order; names compare without case (RFC 9110 section 5.1).
class Headers {
 public:
  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  /// Replaces all fields of that name.
  void set(std::string_view name, std::string value);
  /// The first value of that name, or an empty text.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// A signature that fits its request and has not been used up (hub/access/used_signatures.h).
struct ProvenSignature {
  std::string hex;
  Timestamp expires_at;  ///< then it is out of its window
};

struct Request {
  std::string method;  ///< upper case
  std::string target;  ///< as sent: path and query
  Headers headers;
  std::string body;
  /// Of the client: an IP address without port, an IPv4 one never in its IPv6 form. Empty when the
  /// request came through no server.
  std::string address = {};
  /// Set by the guard, so always there in the handler of a route that needs a token.
  std::shared_ptr<const Caller> caller = {};
  /// Set by the guard when the change has to use it up in its own transaction.
  std::optional<ProvenSignature> signature = {};

  std::string_view path() const;   ///< the target before '?'
  std::string_view query() const;  ///< the target after '?', or empty
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  bool cut = false;  ///< nothing is answered, the connection is cut: for servers that play broken
};

/// A JSON answer.
Response json_response(int status, std::string body);
/// An RFC 9457 problem: {"type": "/problems/not-found", "code": "NOT_FOUND", "title": …, "status":
/// …, "detail": …}, of the type that the status has (hub/http/problem_type.h).
Response problem(int status, std::string_view title, std::string_view detail);
/// Of a type by its code, "INVALID_CUSTOMER".
Response problem_of_type(std::string_view code, std::string_view detail);
/// The standard reason phrase of a status ("Not Found").
std::string_view reason_of(int status);

/// Percent-decodes a path segment or query part; '+' stays. An invalid escape stays as it is.
std::string percent_decode(std::string_view text);
/// Percent-encodes all but unreserved characters (RFC 3986 section 2.3).
std::string percent_encode(std::string_view text);
/// The decoded value of a query parameter, or an empty text.
std::string query_value(std::string_view query, std::string_view name);

}  // namespace patchbay::http
