#pragma once
// IANA time zones: which instant a wall clock's reading is, and back.

#include <chrono>
#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/jobs/cron.h"

namespace patchbay::jobs {

/// A stretch of time in which a zone's offset from UTC does not change.
struct ZoneSpan {
  Timestamp begin, end;  ///< [begin, end)
  std::chrono::seconds offset{0};
  std::string abbreviation;  ///< "CEST"

  WallTime wall_at(Timestamp at) const {
    return WallTime(std::chrono::seconds(at.seconds()) + offset);
  }
  Timestamp instant_of(WallTime wall) const {
    return {std::chrono::microseconds(wall.time_since_epoch() - offset).count()};
  }
};

/// A zone of the machine's database (Debian: tzdata). That database's tables end with 2037; after
/// them the last winter's offset holds. Cheap to copy, thread safe. The first use of a zone reads
/// its file: not on a loop.
class Zone {
 public:
  /// Errors: invalid: no such zone, with the nearest names.
  static Result<Zone> find(std::string_view name);

  const std::string& name() const { return name_; }
  ZoneSpan span_at(Timestamp at) const;
  /// A reading that the clock skips is the first moment after the gap; one that it shows twice is
  /// the first of the two.
  Timestamp instant_of(WallTime wall) const;

 private:
  explicit Zone(std::string name, const void* rules) : name_(std::move(name)), rules_(rules) {}
  std::string name_;
  const void* rules_;  ///< the library's, lives as long as the process
};

/// RFC 3339 with the zone's offset: "2026-03-29T03:00:00+02:00".
std::string to_local_text(Timestamp at, const ZoneSpan& span);

}  // namespace patchbay::jobs
