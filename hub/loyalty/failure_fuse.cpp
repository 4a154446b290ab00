#include "hub/loyalty/failure_fuse.h"

namespace patchbay::loyalty {

FailureFuse::FailureFuse(Stopwatch stopwatch) : stopwatch_(std::move(stopwatch)) {}

Duration FailureFuse::steady() {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

Result<policy::Decision> FailureFuse::ask(const Ask& ask) {
  if (is_blown())
    return unavailable("not asked, since rules failed slowly for " +
                       std::to_string(slow_failures_max) + " others just before: " + last_);
  const Duration before = stopwatch_();
  auto decision = ask();
  if (!decision && decision.error().kind == ErrorKind::unavailable) decision = ask();
  if (!decision && stopwatch_() - before >= slow) {
    ++slow_failures_;
    last_ = decision.error().message;
  }
  return decision;
}

}  // namespace patchbay::loyalty
