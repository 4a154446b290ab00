#include "adapters/outcome.h"

#include <utility>

namespace patchbay::adapters {

const char* name_of(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::succeeded: return "succeeded";
    case OutcomeKind::rejected: return "rejected";
    case OutcomeKind::retryable: return "retryable";
    case OutcomeKind::unknown: return "unknown";
  }
  return "unknown";
}

Outcome succeeded(boost::json::value result) {
  Outcome outcome;
  outcome.kind = OutcomeKind::succeeded;
  outcome.result = std::move(result);
  return outcome;
}

Outcome rejected(std::string code, std::string message) {
  Outcome outcome;
  outcome.kind = OutcomeKind::rejected;
  outcome.code = std::move(code);
  outcome.message = std::move(message);
  return outcome;
}

Outcome retryable(std::string message, std::optional<Duration> retry_after) {
  Outcome outcome;
  outcome.kind = OutcomeKind::retryable;
  outcome.message = std::move(message);
  outcome.retry_after = retry_after;
  return outcome;
}

Outcome held_back(std::string message, Duration retry_after) {
  Outcome outcome = retryable(std::move(message), retry_after);
  outcome.held_back = true;
  return outcome;
}

Outcome unknown(std::string message) {
  Outcome outcome;
  outcome.kind = OutcomeKind::unknown;
  outcome.message = std::move(message);
  return outcome;
}

}  // namespace patchbay::adapters
