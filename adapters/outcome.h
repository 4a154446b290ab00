#pragma once
// The four outcomes: the heart of the partner contract (DESIGN.md, "The partner contract").

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/jobs/retry.h"

namespace patchbay::adapters {

enum class OutcomeKind {
  succeeded,  ///< with a result
  rejected,   ///< permanent: the partner said no
  retryable,  ///< nothing happened, try later
  unknown,    ///< a step that moves value may have happened
};
const char* name_of(OutcomeKind kind);

struct Outcome {
  OutcomeKind kind = OutcomeKind::rejected;
  boost::json::value result;  ///< succeeded only
  std::string code;           ///< rejected: the partner's or our code, snake_case
  std::string message;        ///< for a person; the partner's own words where there are any
  std::optional<Duration> retry_after;  ///< retryable, unknown: the partner's wish
  /// retryable, unknown: what went wrong, coarsely, for a policy's list of what to retry. The hub
  /// sets it from the last exchange of the call.
  jobs::Failure failure = jobs::Failure::other;
  /// retryable: the hub itself held the call back (a switch, an open breaker, a limit): it is no
  /// attempt, and the job goes back to the queue with jobs::Later.
  bool held_back = false;
};

// What these are given may be a partner's words: they keep them as clean_text() (hub/base/text.h)
// makes them, a code of at most 100 bytes and a message of at most 500, so that every store takes
// an outcome.
Outcome succeeded(boost::json::value result);
Outcome rejected(std::string_view code, std::string_view message);
Outcome retryable(std::string_view message, std::optional<Duration> retry_after = std::nullopt);
Outcome held_back(std::string_view message, Duration retry_after);
Outcome unknown(std::string_view message);

}  // namespace patchbay::adapters
