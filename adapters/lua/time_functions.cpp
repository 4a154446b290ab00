// time: instants are whole microseconds since 1970 (call.now); texts, calendars and zones of them.

#include <array>

#include "adapters/lua/calendar.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "hub/base/text.h"
#include "hub/http/http_date.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::uint64_t call_units = 50;
constexpr std::uint64_t zone_units = 2'000;            // the names are walked through
constexpr std::uint64_t unknown_zone_units = 300'000;  // the nearest names are looked for
constexpr std::size_t zone_bytes_max = 64;
constexpr std::size_t text_bytes_max = 128;
/// Two digits of a year in the obsolete HTTP-date mean 1970 to 2069 or so.
constexpr Timestamp century_pivot{1'600'000'000 * second_us};
const char* const zones_key = "patchbay.zones";

Timestamp check_time(lua_State* thread, int index) {
  Fence::of(thread).charge(thread, call_units);
  const Timestamp at{luaL_checkinteger(thread, index)};
  if (!is_writable(at)) fail("the time lies outside of the years 1 to 9999 (microseconds wanted)");
  return at;
}

std::string_view check_short(lua_State* thread, int index) {
  Fence::of(thread).charge(thread, call_units);
  const std::string_view text = check_text(thread, index);
  if (text.size() > text_bytes_max) fail("a time is written with 128 characters at most");
  return text;
}

jobs::Zone find_zone(lua_State* thread, std::string_view name) {
  if (!are_zones_allowed(thread))
    fail("time zones are not available here: their rules change, and the answer must not");
  if (name.size() > zone_bytes_max) fail("a time zone is a name such as Europe/Berlin");
  Fence::of(thread).charge(thread, zone_units);
  auto zone = jobs::Zone::find(name);
  if (!zone) Fence::of(thread).charge(thread, unknown_zone_units);
  return std::move(zone).value();
}

std::optional<jobs::Zone> zone_at(lua_State* thread, int index) {
  if (lua_isnoneornil(thread, index)) return std::nullopt;
  return find_zone(thread, check_text(thread, index));
}

jobs::ZoneSpan span_of(const std::optional<jobs::Zone>& zone, Timestamp at) {
  if (zone) return zone->span_at(at);
  return {{INT64_MIN}, {INT64_MAX}, std::chrono::seconds(0), "UTC"};
}

Timestamp instant_of(const std::optional<jobs::Zone>& zone, jobs::WallTime wall) {
  return zone ? zone->instant_of(wall) : span_of(zone, {}).instant_of(wall);
}

int push_time(lua_State* thread, Timestamp at) {
  if (!is_writable(at)) fail("the time leaves the years 1 to 9999");
  lua_pushinteger(thread, at.micros);
  return 1;
}

int write_text(lua_State* thread) {
  const Timestamp at = check_time(thread, 1);
  const auto zone = zone_at(thread, 2);
  push_text(thread, zone ? jobs::to_local_text(at, zone->span_at(at)) : to_rfc3339(at));
  return 1;
}

/// A wall clock's reading without an offset, for whoever names the zone.
std::optional<jobs::WallTime> read_wall(std::string_view text) {
  for (const char* pattern :
       {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"})
    if (const auto reading = read_time(text, pattern)) return reading->wall;
  return std::nullopt;
}

int parse(lua_State* thread) {
  const std::string_view text = check_short(thread, 1);
  if (const auto zone = zone_at(thread, 2))
    if (const auto wall = read_wall(text)) return push_time(thread, instant_of(zone, *wall));
  if (const auto at = parse_timestamp(text)) return push_time(thread, *at);
  if (const auto at = http::parse_http_date(text, century_pivot)) return push_time(thread, *at);
  fail("\"" + clean_text(text, 60) +
       "\" is no time: write 2026-11-21, 2026-11-21T10:00:00Z or an HTTP date; a wall clock's "
       "reading needs its zone, another form time.scan");
}

int scan(lua_State* thread) {
  const auto reading = read_time(check_short(thread, 1), check_text(thread, 2)).value();
  const auto zone = zone_at(thread, 3);
  const Timestamp at = reading.has_offset
                           ? span_of({}, {}).instant_of(reading.wall - reading.offset)
                           : instant_of(zone, reading.wall);
  return push_time(thread, at + reading.fraction);
}

int format(lua_State* thread) {
  const Timestamp at = check_time(thread, 1);
  const auto zone = zone_at(thread, 3);
  push_text(thread, write_time(at, span_of(zone, at), check_text(thread, 2)).value());
  return 1;
}

int date(lua_State* thread) {
  const Timestamp at = check_time(thread, 1);
  const auto zone = zone_at(thread, 2);
  push_text(thread, write_time(at, span_of(zone, at), "%Y-%m-%d").value());
  return 1;
}

int http_date(lua_State* thread) {
  push_text(thread, http::to_http_date(check_time(thread, 1)));
  return 1;
}

std::int64_t scaled(lua_State* thread, std::int64_t unit_us) {
  std::int64_t micros = 0;
  if (__builtin_mul_overflow(std::int64_t{luaL_checkinteger(thread, 1)}, unit_us, &micros))
    fail("the time leaves the years 1 to 9999");
  return micros;
}

int from_seconds(lua_State* thread) { return push_time(thread, {scaled(thread, second_us)}); }
int from_millis(lua_State* thread) { return push_time(thread, {scaled(thread, 1'000)}); }

int seconds(lua_State* thread) {
  lua_pushinteger(thread, check_time(thread, 1).seconds());
  return 1;
}

int millis(lua_State* thread) {
  const std::int64_t micros = check_time(thread, 1).micros;
  lua_pushinteger(thread, micros / 1'000 - (micros % 1'000 < 0 ? 1 : 0));
  return 1;
}

Shift check_shift(lua_State* thread, int index) {
  luaL_checktype(thread, index, LUA_TTABLE);
  const boost::json::value fields = to_json(thread, index);
  Shift shift;
  if (!fields.is_object()) fail("time.add wants a table such as { days = 1, months = -1 }");
  for (const auto& field : fields.get_object()) {
    const std::string_view name = field.key();
    const auto* count = field.value().if_int64();
    if (!count || *count > 1'000'000'000 || *count < -1'000'000'000)
      fail("\"" + clean_text(name, 40) +
           "\" of time.add must be a whole number of 9 digits at most");
    if (name == "years")
      shift.years = *count;
    else if (name == "months")
      shift.months = *count;
    else if (name == "weeks")
      shift.days += *count * 7;
    else if (name == "days")
      shift.days += *count;
    else if (name == "hours")
      shift.time += std::chrono::hours(*count);
    else if (name == "minutes")
      shift.time += std::chrono::minutes(*count);
    else if (name == "seconds")
      shift.time += std::chrono::seconds(*count);
    else
      fail("time.add knows years, months, weeks, days, hours, minutes, seconds, not \"" +
           clean_text(name, 40) + "\"");
  }
  return shift;
}

int add(lua_State* thread) {
  const Timestamp at = check_time(thread, 1);
  const Shift shift = check_shift(thread, 2);
  const auto zone = zone_at(thread, 3);
  Timestamp moved = at;
  if (shift.years != 0 || shift.months != 0 || shift.days != 0) {
    const Duration fraction(at.micros - at.seconds() * second_us);
    const auto wall = shift_date(span_of(zone, at).wall_at(at), shift).value();
    moved = instant_of(zone, wall) + fraction;
  }
  if (__builtin_add_overflow(moved.micros, shift.time.count(), &moved.micros))
    fail("the time leaves the years 1 to 9999");
  return push_time(thread, moved);
}

int parts(lua_State* thread) {
  const Timestamp at = check_time(thread, 1);
  const auto zone = zone_at(thread, 2);
  const auto span = span_of(zone, at);
  lua_createtable(thread, 0, 7);
  for (const auto& [name, pattern] :
       std::array<std::pair<const char*, const char*>, 7>{{{"year", "%Y"},
                                                           {"month", "%m"},
                                                           {"day", "%d"},
                                                           {"hour", "%H"},
                                                           {"minute", "%M"},
                                                           {"second", "%S"},
                                                           {"weekday", "%u"}}}) {
    lua_pushinteger(thread, std::stoll(write_time(at, span, pattern).value()));
    lua_setfield(thread, -2, name);
  }
  return 1;
}

}  // namespace

void allow_zones(lua_State* state) {
  lua_pushboolean(state, true);
  lua_setfield(state, LUA_REGISTRYINDEX, zones_key);
}

bool are_zones_allowed(lua_State* thread) {
  lua_getfield(thread, LUA_REGISTRYINDEX, zones_key);
  const bool allowed = lua_toboolean(thread, -1) != 0;
  lua_pop(thread, 1);
  return allowed;
}

void add_time(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"text", &guarded<write_text>},
                                 luaL_Reg{"parse", &guarded<parse>},
                                 luaL_Reg{"scan", &guarded<scan>},
                                 luaL_Reg{"format", &guarded<format>},
                                 luaL_Reg{"date", &guarded<date>},
                                 luaL_Reg{"http", &guarded<http_date>},
                                 luaL_Reg{"from_seconds", &guarded<from_seconds>},
                                 luaL_Reg{"from_millis", &guarded<from_millis>},
                                 luaL_Reg{"seconds", &guarded<seconds>},
                                 luaL_Reg{"millis", &guarded<millis>},
                                 luaL_Reg{"add", &guarded<add>},
                                 luaL_Reg{"parts", &guarded<parts>}};
  add_library(state, "time", functions);
}

}  // namespace patchbay::adapters::lua
