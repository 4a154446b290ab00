#include "hub/jobs/cron.h"

namespace patchbay::jobs {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr std::chrono::years years_ahead_max{40};

bool day_of_month_matches(const Cron& cron, std::chrono::year_month_day date) {
  const unsigned day = static_cast<unsigned>(date.day());
  if (cron.days[day]) return true;
  if (!cron.short_months_end) return false;
  const auto last = (date.year() / date.month() / std::chrono::last).day();
  return date.day() == last && (cron.days >> (day + 1)).any();
}

bool day_matches(const Cron& cron, local_days at) {
  const std::chrono::year_month_day date(at);
  const bool by_month = day_of_month_matches(cron, date);
  const bool by_week = cron.weekdays[std::chrono::weekday(at).c_encoding()];
  return cron.either_day ? by_month || by_week : by_month && by_week;
}

local_days next_month(local_days at) {
  const std::chrono::year_month_day date(at);
  return local_days((date.year() / date.month() + std::chrono::months(1)) / std::chrono::day(1));
}

/// The first matching minute of a day from `from` (since midnight) on.
std::optional<minutes> first_minute(const Cron& cron, minutes from) {
  for (minutes at = from; at < days(1);) {
    const auto hour = std::chrono::floor<hours>(at);
    if (!cron.hours[static_cast<std::size_t>(hour.count())]) {
      at = hour + hours(1);
    } else if (cron.minutes[static_cast<std::size_t>((at - hour).count())]) {
      return at;
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<WallTime> next_wall(const Cron& cron, WallTime after) {
  const auto start = std::chrono::floor<minutes>(after) + minutes(1);
  auto day = std::chrono::floor<days>(start);
  auto from = std::chrono::duration_cast<minutes>(start - day);
  const auto end = day + std::chrono::ceil<days>(years_ahead_max);
  while (day <= end) {
    const std::chrono::year_month_day date(day);
    if (!cron.months[static_cast<unsigned>(date.month())]) {
      day = next_month(day);
    } else {
      const auto found = day_matches(cron, day) ? first_minute(cron, from) : std::nullopt;
      if (found) return WallTime(day + *found);
      day += days(1);
    }
    from = minutes(0);
  }
  return std::nullopt;
}

}  // namespace patchbay::jobs
