#pragma once
// How fast a partner may be called: one pure decision.

#include <cstdint>
#include <optional>

#include "hub/base/clock.h"

namespace patchbay::adapters {

/// A token bucket that holds one second's worth, as the generic cell rate algorithm (ITU-T I.371):
/// one number, no refill. Reservations go to callers in the order they ask. Not thread safe.
class TokenBucket {
 public:
  explicit TokenBucket(std::int64_t calls_per_second)
      : interval_us_(interval_of(calls_per_second)) {}

  /// Takes a token and says how long to wait before using it. Takes none, and gives nothing, when
  /// that is longer than `wait_max`. `now` comes from a clock that never goes back.
  std::optional<Duration> reserve(Timestamp now, Duration wait_max);

 private:
  static std::int64_t interval_of(std::int64_t calls_per_second) {
    return calls_per_second > 0 ? (micros_per_second + calls_per_second - 1) / calls_per_second : 0;
  }

  static constexpr std::int64_t micros_per_second = 1'000'000;
  std::int64_t interval_us_;
  std::int64_t next_us_ = INT64_MIN;  // when the bucket would be full again
};

}  // namespace patchbay::adapters
