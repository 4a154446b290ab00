#pragma once
// Time is an integer: microseconds since 1970-01-01 UTC. The clock is a seam; tests hand in theirs.

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay {

using Duration = std::chrono::microseconds;

/// An instant, microseconds since 1970-01-01T00:00:00Z (may be negative before it).
struct Timestamp {
  std::int64_t micros = 0;

  auto operator<=>(const Timestamp&) const = default;
  Timestamp operator+(Duration d) const { return {micros + d.count()}; }
  Timestamp operator-(Duration d) const { return {micros - d.count()}; }
  Duration operator-(Timestamp other) const { return Duration(micros - other.micros); }
  std::int64_t seconds() const {
    return micros >= 0 ? micros / 1'000'000 : (micros - 999'999) / 1'000'000;
  }
};

/// RFC 3339 in UTC with microseconds: "1997-01-12T00:00:00.000000Z".
std::string to_rfc3339(Timestamp at);

/// Reads "1997-01-12" (midnight UTC) or RFC 3339 "1997-01-12T08:30:00[.fraction](Z|+hh:mm)".
/// Errors: invalid, when the text has another form or names a day that does not exist.
Result<Timestamp> parse_timestamp(std::string_view text);

/// Where "now" comes from. Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Wall time. May step when the machine's clock is set.
  virtual Timestamp now() const = 0;
};

/// The machine's clock; one for the process, lives for ever.
const Clock& system_clock();

/// A clock that stands still until it is moved. Thread safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : micros_(start.micros) {}
  Timestamp now() const override { return {__atomic_load_n(&micros_, __ATOMIC_ACQUIRE)}; }
  void advance(Duration d) { __atomic_fetch_add(&micros_, d.count(), __ATOMIC_ACQ_REL); }

 private:
  std::int64_t micros_;
};

}  // namespace patchbay
