#pragma once
// What a plugin's coroutine awaits and what it ends with: plain std types.

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace patchbay::sdk {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A request for the hub to make. The hub adds authentication, the deadline and the user agent.
struct HttpRequest {
  std::string method = "GET";
  std::string path;  ///< starts with '/', already escaped; put behind the setting api_url
  Pairs headers;
  std::string body;
  bool moves_value = false;  ///< a failure after sending leaves the outcome unknown
};

/// What came back: a response, or a failure and how far it came.
struct HttpReply {
  int status = 0;  ///< 0: there was no response
  Pairs headers;
  std::string body;
  std::string failure;  ///< without a response: what went wrong, for a person
  bool sent = false;    ///< without a response: the partner may have acted
  bool timed_out = false;

  bool answered() const { return status != 0; }
};

/// A part of a file. Shorter than wanted only at the end of the file.
struct FileRead {
  std::string bytes;
  bool end_of_file = false;
  std::uint64_t file_size = 0;
  std::optional<std::string> failure;  ///< why nothing was read
};

/// How a call ends. Made by the four functions below.
struct Outcome {
  enum class Kind { succeeded, rejected, retryable, unknown };
  Kind kind = Kind::rejected;
  boost::json::value result;
  std::string code;
  std::string message;
  std::optional<std::chrono::microseconds> retry_after;
};

inline Outcome succeeded(boost::json::value result) {
  return {Outcome::Kind::succeeded, std::move(result), {}, {}, {}};
}
/// Permanent: the partner said no. `code` in snake_case.
inline Outcome rejected(std::string code, std::string message) {
  return {Outcome::Kind::rejected, {}, std::move(code), std::move(message), {}};
}
/// Nothing happened, try later.
inline Outcome retryable(std::string message,
                         std::optional<std::chrono::microseconds> retry_after = std::nullopt) {
  return {Outcome::Kind::retryable, {}, {}, std::move(message), retry_after};
}
/// A step that moves value may have happened.
inline Outcome unknown(std::string message) {
  return {Outcome::Kind::unknown, {}, {}, std::move(message), {}};
}

}  // namespace patchbay::sdk
