#include "hub/jobs/zone.h"

// As Debian's library was built: the zones are those of the machine.
#define USE_OS_TZDB 1
#define ONLY_C_LOCALE 1
#include <date/tz.h>

#include <algorithm>
#include <cstdio>

#include "hub/base/text.h"

namespace patchbay::jobs {
namespace {

constexpr std::int64_t second_us = 1'000'000;

const date::time_zone& zone_of(const void* rules) {
  return *static_cast<const date::time_zone*>(rules);
}

/// Saturates: the library's first and last spans reach beyond our microseconds.
Timestamp timestamp_of(date::sys_seconds at) {
  const std::int64_t seconds = at.time_since_epoch().count();
  if (seconds >= INT64_MAX / second_us) return {INT64_MAX};
  if (seconds <= INT64_MIN / second_us) return {INT64_MIN};
  return {seconds * second_us};
}

/// "localtime" and the like mean another zone on each machine.
bool names_a_place(std::string_view name) {
  return name != "localtime" && name != "posixrules" && name != "Factory";
}

/// The name itself when only the case differs, the city's zone when the region is missing or wrong,
/// else the nearest by letters.
std::string hint_for(std::string_view name) {
  std::vector<std::string> known, lower, hits;
  const auto city = to_lower(name.substr(name.rfind('/') + 1));
  for (const auto& zone : date::get_tzdb().zones) {
    if (!names_a_place(zone.name())) continue;
    known.push_back(zone.name());
    lower.push_back(to_lower(zone.name()));
    const bool same_city = lower.back() == city || lower.back().ends_with("/" + city);
    if (!city.empty() && same_city) hits.push_back(zone.name());
  }
  if (const auto close = hits.empty() ? nearest(to_lower(name), lower) : std::nullopt) {
    const auto place = std::find(lower.begin(), lower.end(), *close) - lower.begin();
    hits.push_back(known[static_cast<std::size_t>(place)]);
  }
  if (hits.empty()) return "use a name such as Europe/Berlin or UTC";
  return "did you mean " + join(hits, " or ") + "?";
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
  const auto& zones = date::get_tzdb().zones;
  const auto found = std::find_if(zones.begin(), zones.end(),
                                  [&](const date::time_zone& zone) { return zone.name() == name; });
  if (found == zones.end() || !names_a_place(name))
    return invalid("\"" + std::string(name) + "\" is not a time zone; " + hint_for(name));
  return Zone(std::string(name), &*found);
}

ZoneSpan Zone::span_at(Timestamp at) const {
  const auto info = zone_of(rules_).get_info(date::sys_seconds(std::chrono::seconds(at.seconds())));
  return {timestamp_of(info.begin), timestamp_of(info.end), info.offset, info.abbrev};
}

Timestamp Zone::instant_of(WallTime wall) const {
  const auto info = zone_of(rules_).get_info(date::local_seconds(wall.time_since_epoch()));
  if (info.result == date::local_info::nonexistent) return timestamp_of(info.second.begin);
  return timestamp_of(date::sys_seconds(wall.time_since_epoch() - info.first.offset));
}

std::string to_local_text(Timestamp at, const ZoneSpan& span) {
  // The UTC form of the wall's reading, its "Z" replaced.
  std::string text = to_rfc3339({at.seconds() * second_us + span.offset.count() * second_us});
  text.resize(text.find('.'));
  const std::int64_t minutes = std::abs(span.offset.count()) / 60;
  char offset[16];
  std::snprintf(offset, sizeof offset, "%c%02d:%02d", span.offset.count() < 0 ? '-' : '+',
                static_cast<int>(minutes / 60 % 100), static_cast<int>(minutes % 60));
  return text + offset;
}

}  // namespace patchbay::jobs
