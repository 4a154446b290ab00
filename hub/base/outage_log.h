#pragma once
// What fails again and again while a store is away: said once, not per try.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "hub/base/clock.h"

namespace patchbay {

/// Logs the first failure ("<what>_failed" with the reason) and, when nothing has failed for a
/// while, the first success ("<what>_recovered" with how often it had failed and for how long).
/// Thread safe.
class OutageLog {
 public:
  /// Without a failure for this long an outage is over: while only writes fail, reads still work.
  static constexpr Duration quiet{5'000'000};

  /// `what` as in log lines: "webhooks.fanout".
  explicit OutageLog(std::string what, const Clock& clock = system_clock())
      : what_(std::move(what)), clock_(clock) {}
  void failed(std::string_view why);
  void worked();  ///< one load while nothing failed

 private:
  const std::string what_;
  const Clock& clock_;
  std::atomic<bool> failing_ = false;
  std::mutex mutex_;
  std::uint64_t failures_ = 0;  ///< of this outage
  Timestamp first_, last_;
};

}  // namespace patchbay
