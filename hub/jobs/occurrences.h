#pragma once
// When a schedule is due: a pattern of the wall clock in a zone, or an interval. Pure.
//
// Daylight saving (P-26). A pattern whose hours are not all 24 names times of day, and each runs
// exactly once: one that the clock skips runs at the first moment after the gap (with others that
// meet there, once), one that the clock shows twice runs at the first. A pattern of every hour
// ("*/15 * * * *") runs whenever the clock shows one of its minutes: nothing is made up for the gap
// and the repeated hour is an hour like others. Intervals count elapsed time and know no zone.

#include <optional>
#include <variant>
#include <vector>

#include "hub/base/clock.h"
#include "hub/jobs/cron.h"
#include "hub/jobs/zone.h"

namespace patchbay::jobs {

struct WallPattern {
  Cron cron;
  Zone zone;
};

struct Interval {
  Duration every{0};  ///< above zero
  Timestamp anchor;   ///< one occurrence; the others are whole intervals away from it
};

using Pattern = std::variant<WallPattern, Interval>;

/// The first occurrence after `after`; nothing when none comes within 40 years.
std::optional<Timestamp> next_after(const Pattern& pattern, Timestamp after);

/// The first `count` occurrences after `after`.
std::vector<Timestamp> next_occurrences(const Pattern& pattern, Timestamp after, std::size_t count);

}  // namespace patchbay::jobs
