#include "hub/base/clock.h"

#include <charconv>
#include <cstdio>

#include "hub/base/text.h"

namespace patchbay {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;

/// Reads exactly `length` digits at `at`; -1 when they are not digits.
int digits(std::string_view text, std::size_t at, std::size_t length) {
  if (at + length > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + length; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

Error bad_timestamp(std::string_view text) {
  return invalid("\"" + clean_text(text, 40) +
                 "\" is not a date; write it as 1997-01-31 or 1997-01-31T08:30:00Z");
}

/// The offset "Z" or "+hh:mm" that `text` consists of, in seconds.
Result<int> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const int hours = digits(text, 1, 2);
  const int minutes = digits(text, 4, 2);
  const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!shaped || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return bad_timestamp(text);
  const int seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

/// Reads "Thh:mm:ss[.fraction]offset" and returns microseconds to add to midnight UTC.
Result<std::int64_t> parse_time_of_day(std::string_view text) {
  const int hours = digits(text, 1, 2);
  const int minutes = digits(text, 4, 2);
  const int seconds = digits(text, 7, 2);
  const bool shaped = text.size() >= 10 && (text[0] == 'T' || text[0] == 't' || text[0] == ' ') &&
                      text[3] == ':' && text[6] == ':';
  if (!shaped || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 ||
      seconds > 60)
    return bad_timestamp(text);
  std::size_t at = 9;
  std::int64_t fraction = 0;
  if (text[at] == '.') {
    std::int64_t unit = 100'000;
    std::size_t count = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count) {
      fraction += unit * (text[at] - '0');
      unit /= 10;
    }
    if (count == 0) return bad_timestamp(text);
  }
  const auto offset = parse_offset(text.substr(at));
  if (!offset) return bad_timestamp(text);
  return (hours * 3600LL + minutes * 60LL + seconds - *offset) * micros_per_second + fraction;
}

class SystemClock final : public Clock {
 public:
  Timestamp now() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<Duration>(since).count()};
  }
};

}  // namespace

std::string to_rfc3339(Timestamp at) {
  std::int64_t whole_days = at.micros / micros_per_day;
  std::int64_t rest = at.micros % micros_per_day;
  if (rest < 0) {
    rest += micros_per_day;
    --whole_days;
  }
  const year_month_day date{sys_days{days{whole_days}}};
  const auto second = static_cast<int>(rest / micros_per_second);
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", int(date.year()),
                unsigned(date.month()), unsigned(date.day()), second / 3600, second / 60 % 60,
                second % 60, static_cast<int>(rest % micros_per_second));
  return text;
}

Result<Timestamp> parse_timestamp(std::string_view text) {
  const int y = digits(text, 0, 4);
  const int m = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  if (y < 0 || m < 0 || d < 0 || text[4] != '-' || text[7] != '-') return bad_timestamp(text);
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return bad_timestamp(text);
  const std::int64_t midnight = sys_days{date}.time_since_epoch().count() * micros_per_day;
  if (text.size() == 10) return Timestamp{midnight};
  const auto time = parse_time_of_day(text.substr(10));
  if (!time) return bad_timestamp(text);
  return Timestamp{midnight + *time};
}

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace patchbay
