#include "hub/access/gcra.h"

#include <algorithm>
#include <charconv>

#include "hub/base/text.h"

namespace patchbay::access {
namespace {

constexpr std::int64_t number_max = 1'000'000'000;
constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t period_max_us = 366 * 86'400 * second_us;

Error not_a_rate(std::string_view text) {
  return invalid("\"" + std::string(text) +
                 "\" is no rate; write for example \"1000/h burst 100\", \"5/15min\" or \"off\"");
}

/// Digits at the beginning, which go; nothing when there are none.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || number < 1 || number > number_max) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<std::int64_t> unit_us(std::string_view unit) {
  if (unit == "s") return second_us;
  if (unit == "min") return 60 * second_us;
  if (unit == "h") return 3'600 * second_us;
  if (unit == "d") return 86'400 * second_us;
  return std::nullopt;
}

/// "15min" or "h".
std::optional<std::int64_t> read_period(std::string_view text) {
  const std::int64_t count = take_number(text).value_or(1);
  const auto unit = unit_us(text);
  if (!unit || count > period_max_us / *unit) return std::nullopt;
  return count * *unit;
}

}  // namespace

Result<Rate> parse_rate(std::string_view text) {
  if (text == "off") return Rate{};
  std::string_view rest = text;
  const auto permits = take_number(rest);
  if (!permits || !rest.starts_with('/')) return not_a_rate(text);
  rest.remove_prefix(1);
  const auto blank = std::min(rest.find(' '), rest.size());
  const auto period = read_period(rest.substr(0, blank));
  rest.remove_prefix(blank);
  if (!period) return not_a_rate(text);
  std::int64_t burst = *permits;
  if (!rest.empty()) {
    constexpr std::string_view word = " burst ";
    if (!rest.starts_with(word)) return not_a_rate(text);
    rest.remove_prefix(word.size());
    const auto given = take_number(rest);
    if (!given || !rest.empty()) return not_a_rate(text);
    burst = *given;
  }
  // What the bucket holds is a stretch of time, too.
  const Rate rate{*permits, Duration(*period), burst};
  if (burst > period_max_us / rate.interval_us()) return not_a_rate(text);
  return rate;
}

RateDecision look(TheoreticalArrival full_at, const Rate& rate, Timestamp now) {
  const std::int64_t interval = rate.interval_us();
  const std::int64_t used = std::max<std::int64_t>(full_at - now.micros, 0);
  const std::int64_t free = rate.burst * interval - used;
  RateDecision decision;
  decision.passes = free >= interval;
  decision.remaining = std::max<std::int64_t>(free, 0) / interval;
  decision.full_in = Duration(used);
  if (!decision.passes) decision.retry_in = Duration(interval - free);
  return decision;
}

RateDecision take(TheoreticalArrival& full_at, const Rate& rate, Timestamp now, std::int64_t cost) {
  RateDecision before = look(full_at, rate, now);
  const std::int64_t missing =
      cost * rate.interval_us() - (rate.burst * rate.interval_us() - before.full_in.count());
  if (missing > 0) {
    before.passes = false;
    before.retry_in = Duration(missing);
    return before;
  }
  charge(full_at, rate, now, cost);
  RateDecision after = look(full_at, rate, now);
  after.passes = true;
  after.retry_in = Duration(0);
  return after;
}

void charge(TheoreticalArrival& full_at, const Rate& rate, Timestamp now, std::int64_t cost) {
  full_at = std::max(std::max(full_at, now.micros) + cost * rate.interval_us(), now.micros);
}

}  // namespace patchbay::access
