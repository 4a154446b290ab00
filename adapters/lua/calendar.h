#pragma once
// Dates and wall clocks: arithmetic, writing and reading by a pattern. Pure; UTC unless a span of a
// zone says otherwise.

#include <chrono>
#include <string>
#include <string_view>

#include "hub/base/clock.h"
#include "hub/jobs/zone.h"

namespace patchbay::adapters::lua {

constexpr std::size_t pattern_bytes_max = 256;

/// Years 1 to 9999: what dates are written with.
bool is_writable(Timestamp at);

/// How far to move; months before days, days before the rest, as a person counts.
struct Shift {
  std::int64_t years = 0, months = 0, days = 0;  ///< of the wall's calendar
  Duration time{};                               ///< exact
};
/// The wall's reading moved by the calendar part; a day that the month does not have is its last.
/// Errors: invalid: outside of the years 1 to 9999.
Result<jobs::WallTime> shift_date(jobs::WallTime wall, const Shift& shift);

/// Writes by strftime's conversions %Y %y %m %d %H %M %S %L (milliseconds) %j %u %a %b %A %B %z
/// ("+0200") %Z and %%. Errors: invalid: another conversion, a pattern above pattern_bytes_max.
Result<std::string> write_time(Timestamp at, const jobs::ZoneSpan& span, std::string_view pattern);

struct Reading {
  jobs::WallTime wall;
  Duration fraction{};
  bool has_offset = false;  ///< the text named it by %z
  std::chrono::seconds offset{0};
};
/// Reads what write_time wrote with %Y %y %m %d %H %M %S %L %b %z and plain characters; %y is 1970
/// to 2069. What the pattern does not name is the first of its kind.
/// Errors: invalid: the text is not of that form or names no date.
Result<Reading> read_time(std::string_view text, std::string_view pattern);

}  // namespace patchbay::adapters::lua
