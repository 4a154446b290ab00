#include "hub/loyalty/progress.h"

#include <algorithm>
#include <array>
#include <vector>

#include "hub/base/text.h"

namespace patchbay::loyalty {
namespace {

using std::chrono::days;

constexpr std::array<const char*, 4> names{"start", "relapse", "pause", "resume"};
constexpr std::size_t date_size = 10;  ///< "2026-11-22"
constexpr std::int64_t day_us = 86'400'000'000;

/// Of a pause [from, to), less what its grace lets count.
std::int64_t uncounted(LocalDay from, LocalDay to, std::int64_t grace_days) {
  return std::max<std::int64_t>(0, (to - from).count() - grace_days);
}

Result<void> check_date(const Streak& now, LocalDay on) {
  if (on >= now.last_on) return {};
  return invalid("\"on\": " + to_text(on) + " is before the last event, which was on " +
                 to_text(now.last_on) + "; events are told in order");
}

Streak begun(std::int64_t number, LocalDay on) {
  Streak streak;
  streak.number = number;
  streak.since = on;
  streak.last_on = on;
  return streak;
}

Streak relapsed(Streak streak, LocalDay on) {
  if (on != streak.since) return begun(streak.number + 1, on);
  streak.paused_on.reset();
  return streak;
}

Result<Streak> paused(Streak streak, LocalDay on) {
  if (streak.paused_on)
    return conflict("the count is paused since " + to_text(*streak.paused_on) +
                    " already; resume it first");
  streak.paused_on = on;
  streak.last_on = on;
  return streak;
}

Result<Streak> resumed(Streak streak, LocalDay on, std::int64_t grace_days) {
  if (!streak.paused_on) return conflict("the count is not paused, so there is nothing to resume");
  streak.paused_days += uncounted(*streak.paused_on, on, grace_days);
  streak.paused_on.reset();
  streak.last_on = on;
  return streak;
}

}  // namespace

LocalDay local_day(Timestamp at, const jobs::Zone& zone) {
  return std::chrono::floor<days>(zone.span_at(at).wall_at(at));
}

Result<LocalDay> parse_day(std::string_view text) {
  const auto at = text.size() == date_size ? parse_timestamp(text) : invalid("");
  if (!at)
    return invalid("\"" + clean_text(text, 40) + "\" is not a date; write one as 2026-11-22");
  return LocalDay(days(at->micros / day_us - (at->micros % day_us < 0 ? 1 : 0)));
}

std::string to_text(LocalDay day) {
  return to_rfc3339({day.time_since_epoch().count() * day_us}).substr(0, date_size);
}

const char* name_of(ProgressKind kind) { return names[static_cast<std::size_t>(kind)]; }

Result<ProgressKind> parse_progress_kind(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) return static_cast<ProgressKind>(i);
  const std::vector<std::string> known(names.begin(), names.end());
  const auto meant = nearest(name, known);
  return invalid("\"event\": \"" + clean_text(name, 40) + "\" is not one of " + join(known, ", ") +
                 (meant ? "; did you mean " + *meant + "?" : ""));
}

std::int64_t days_of(const Streak& streak, LocalDay today, std::int64_t grace_days) {
  std::int64_t count = (today - streak.since).count() - streak.paused_days;
  if (streak.paused_on) count -= uncounted(*streak.paused_on, today, grace_days);
  return std::max<std::int64_t>(0, count);
}

Result<Streak> after(const std::optional<Streak>& before, const ProgressEvent& event,
                     LocalDay today, std::int64_t grace_days) {
  // Who travels west may find that their today was yesterday's event.
  const LocalDay latest = before ? std::max(today, before->last_on) : today;
  if (event.on > latest)
    return invalid("\"on\": " + to_text(event.on) + " is still to come; today is " +
                   to_text(today) + " where this person lives");
  if (!before) {
    if (event.kind == ProgressKind::start) return begun(1, event.on);
    return conflict(std::string("there is no count for this person yet, so there can be no ") +
                    name_of(event.kind) + "; begin with the event \"start\"");
  }
  if (auto fits = check_date(*before, event.on); !fits) return fits.error();
  switch (event.kind) {
    case ProgressKind::start:
      return conflict("this person's count has run since " + to_text(before->since) +
                      "; the event \"relapse\" begins a new one");
    case ProgressKind::relapse: return relapsed(*before, event.on);
    case ProgressKind::pause: return paused(*before, event.on);
    case ProgressKind::resume: return resumed(*before, event.on, grace_days);
  }
  return internal("an event of no kind");
}

}  // namespace patchbay::loyalty
