#include "adapters/outcome.h"

#include <utility>

#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

constexpr std::size_t code_bytes_max = 100;
constexpr std::size_t message_bytes_max = 500;

}  // namespace

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

Outcome rejected(std::string_view code, std::string_view message) {
  Outcome outcome;
  outcome.kind = OutcomeKind::rejected;
  outcome.code = clean_text(code, code_bytes_max);
  outcome.message = clean_text(message, message_bytes_max);
  return outcome;
}

Outcome retryable(std::string_view message, std::optional<Duration> retry_after) {
  Outcome outcome;
  outcome.kind = OutcomeKind::retryable;
  outcome.message = clean_text(message, message_bytes_max);
  outcome.retry_after = retry_after;
  return outcome;
}

Outcome held_back(std::string_view message, Duration retry_after) {
  Outcome outcome = retryable(message, retry_after);
  outcome.held_back = true;
  return outcome;
}

Outcome unknown(std::string_view message) {
  Outcome outcome;
  outcome.kind = OutcomeKind::unknown;
  outcome.message = clean_text(message, message_bytes_max);
  return outcome;
}

}  // namespace patchbay::adapters
