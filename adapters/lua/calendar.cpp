#include "adapters/lua/calendar.h"

#include <ctime>

#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

using std::chrono::local_days;
using std::chrono::seconds;
using std::chrono::year_month_day;

constexpr std::int64_t first_second = -62'135'596'800;  // 0001-01-01
constexpr std::int64_t last_second = 253'402'300'799;   // 9999-12-31T23:59:59
constexpr std::int64_t shift_max = 1'000'000;           // of years, months, days
constexpr std::string_view written = "YymdHMSjuabAB";   // by strftime itself, in the C locale

std::tm broken_down(jobs::WallTime wall) {
  const auto day = std::chrono::floor<std::chrono::days>(wall);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss time(wall - day);
  std::tm parts{};
  parts.tm_year = static_cast<int>(date.year()) - 1900;
  parts.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
  parts.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
  parts.tm_hour = static_cast<int>(time.hours().count());
  parts.tm_min = static_cast<int>(time.minutes().count());
  parts.tm_sec = static_cast<int>(time.seconds().count());
  parts.tm_wday = static_cast<int>(std::chrono::weekday(day).c_encoding());
  parts.tm_yday = static_cast<int>((day - local_days(date.year() / 1 / 1)).count());
  return parts;
}

std::string digits(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

std::string offset_text(seconds offset) {
  const std::int64_t minutes = std::abs(offset.count()) / 60;
  return (offset.count() < 0 ? "-" : "+") + digits(minutes / 60, 2) + digits(minutes % 60, 2);
}

std::string convert(const std::tm& parts, Timestamp at, const jobs::ZoneSpan& span, char what) {
  if (what == '%') return "%";
  if (what == 'L') return digits((at.micros - at.seconds() * 1'000'000) / 1'000, 3);
  if (what == 'z') return offset_text(span.offset);
  if (what == 'Z') return span.abbreviation;
  if (what == 'Y') return digits(parts.tm_year + 1900, 4);
  const char format[] = {'%', what, '\0'};
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, format, &parts));
}

Error bad_pattern(std::string_view pattern, char what) {
  return invalid("the time pattern \"" + clean_text(pattern, 60) + "\" has the conversion %" +
                 std::string(1, what) + ", which is not one of those the reference names");
}

}  // namespace

bool is_writable(Timestamp at) {
  return at.seconds() >= first_second && at.seconds() <= last_second;
}

Result<jobs::WallTime> shift_date(jobs::WallTime wall, const Shift& shift) {
  for (const std::int64_t count : {shift.years, shift.months, shift.days})
    if (count > shift_max || count < -shift_max)
      return invalid("a date is moved by a million years, months or days at most");
  const auto day = std::chrono::floor<std::chrono::days>(wall);
  const year_month_day date(day);
  const std::int64_t months = (static_cast<int>(date.year()) + shift.years) * 12 +
                              static_cast<unsigned>(date.month()) - 1 + shift.months;
  if (months < 12 || months >= 120'000) return invalid("the date leaves the years 1 to 9999");
  const std::chrono::year_month month = std::chrono::year(static_cast<int>(months / 12)) /
                                        std::chrono::month(static_cast<unsigned>(months % 12) + 1);
  const auto last = (month / std::chrono::last).day();
  const local_days moved = local_days(month / std::min(date.day(), last)) +
                           std::chrono::days(static_cast<int>(shift.days));
  const jobs::WallTime result = jobs::WallTime(moved) + (wall - day);
  const std::int64_t second = result.time_since_epoch().count();
  if (second < first_second || second > last_second)
    return invalid("the date leaves the years 1 to 9999");
  return result;
}

Result<std::string> write_time(Timestamp at, const jobs::ZoneSpan& span, std::string_view pattern) {
  if (pattern.size() > pattern_bytes_max) return invalid("a time pattern has 256 bytes at most");
  const std::tm parts = broken_down(span.wall_at(at));
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      text += pattern[i];
      continue;
    }
    const char what = ++i < pattern.size() ? pattern[i] : ' ';
    if (written.find(what) == std::string_view::npos &&
        std::string_view("%LzZ").find(what) == std::string_view::npos)
      return bad_pattern(pattern, what);
    text += convert(parts, at, span, what);
  }
  return text;
}

}  // namespace patchbay::adapters::lua
