#pragma once
// Cron expressions (crontab(5) of Vixie cron) as sets, and the wall times they name. Pure.

#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::jobs {

/// A wall clock's reading; which instant it is, or whether it is one, is a zone's to say (zone.h).
using WallTime = std::chrono::local_seconds;

/// The minutes that match. A day matches when both its fields do; when both are restricted (begin
/// with no '*'), when either does, as crontab(5) has it.
struct Cron {
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;     ///< 1 to 31
  std::bitset<13> months;   ///< 1 to 12
  std::bitset<7> weekdays;  ///< Sunday is 0
  bool either_day = false;  ///< one of `days` or one of `weekdays` is enough
  /// A day that a month does not have is its last one (calendar forms; no cron expression says so).
  bool short_months_end = false;

  bool operator==(const Cron&) const = default;
};

/// Reads "minute hour day-of-month month day-of-week": numbers, names (JAN, MON; any case), ranges,
/// steps, lists; 7 and 0 are Sunday; or @hourly, @daily, @midnight, @weekly, @monthly, @yearly,
/// @annually. No seconds, years, '?', 'L', 'W' or '#'.
/// Errors: invalid, naming the field, the text and what is allowed; an expression that names no
/// day that ever comes ("0 0 31 2 *").
Result<Cron> parse_cron(std::string_view text);

/// The bit of a weekday ("MON", "mon", "Monday"), Sunday 0. Errors: invalid.
Result<int> parse_weekday(std::string_view text);

/// The first matching minute after `after`; nothing when none comes within 40 years, the longest
/// that a February 29 on a given weekday keeps one waiting.
std::optional<WallTime> next_wall(const Cron& cron, WallTime after);

}  // namespace patchbay::jobs
