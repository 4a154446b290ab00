#include "hub/jobs/occurrences.h"

namespace patchbay::jobs {
namespace {

/// A zone changes its offset a few times a year; years without a match are left by next_wall.
constexpr int spans_max = 400;
/// In the second pass of a repeated stretch (at most a day) each match of it has run already.
constexpr int repeated_minutes_max = 24 * 60 + 1;
constexpr std::chrono::minutes one_minute{1};

/// Walks from one stretch of equal offset to the next.
std::optional<Timestamp> next_shown(const WallPattern& pattern, Timestamp after) {
  auto span = pattern.zone.span_at(after);
  WallTime from = span.wall_at(after);
  for (int i = 0; i < spans_max; ++i) {
    const auto wall = next_wall(pattern.cron, from);
    if (!wall) return std::nullopt;
    const Timestamp at = span.instant_of(*wall);
    if (at < span.end) return at;
    span = pattern.zone.span_at(span.end);
    // The first minute that this stretch shows may match, too.
    from = span.wall_at(span.begin) - one_minute;
  }
  return std::nullopt;
}

/// Instants grow with readings (a gap's readings share one), so the first that lies behind `after`
/// is the next.
std::optional<Timestamp> next_once(const WallPattern& pattern, Timestamp after) {
  auto wall = next_wall(pattern.cron, pattern.zone.span_at(after).wall_at(after));
  for (int i = 0; wall && i < repeated_minutes_max; ++i) {
    const Timestamp at = pattern.zone.instant_of(*wall);
    if (at > after) return at;
    wall = next_wall(pattern.cron, *wall);
  }
  return std::nullopt;
}

Timestamp next_of(const Interval& interval, Timestamp after) {
  const std::int64_t every = interval.every.count();
  const std::int64_t passed = after.micros - interval.anchor.micros;
  const std::int64_t whole = passed / every - (passed % every < 0 ? 1 : 0);
  return {interval.anchor.micros + (whole + 1) * every};
}

}  // namespace

std::optional<Timestamp> next_after(const Pattern& pattern, Timestamp after) {
  if (const auto* interval = std::get_if<Interval>(&pattern)) return next_of(*interval, after);
  const auto& wall = std::get<WallPattern>(pattern);
  return wall.cron.hours.all() ? next_shown(wall, after) : next_once(wall, after);
}

std::vector<Timestamp> next_occurrences(const Pattern& pattern, Timestamp after,
                                        std::size_t count) {
  std::vector<Timestamp> found;
  for (auto at = next_after(pattern, after); at && found.size() < count;
       at = next_after(pattern, *at))
    found.push_back(*at);
  return found;
}

}  // namespace patchbay::jobs
