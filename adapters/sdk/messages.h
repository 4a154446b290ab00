#pragma once
// What a plugin's coroutine gets and what it ends with: plain std types, and JSON.

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace patchbay::sdk {

using Pairs = std::vector<std::pair<std::string, std::string>>;

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

/// A part of a file. Shorter than wanted only at the end of the file.
struct FileRead {
  std::string bytes;
  bool end_of_file = false;
  std::uint64_t file_size = 0;
  std::optional<std::string> failure;  ///< why nothing was read
};

/// What the partner told by a webhook; its signature was verified.
struct Webhook {
  std::string type;         ///< the partner's name of it
  std::string id;           ///< the partner's, the same for every repeat
  std::string body;         ///< any bytes
  boost::json::value json;  ///< the body, or null when it is no JSON
  std::int64_t received_at_us = 0;
};

}  // namespace patchbay::sdk
