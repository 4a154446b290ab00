// Reading times by a pattern.

#include <array>
#include <optional>

#include "adapters/lua/calendar.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

using std::chrono::local_days;

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};

struct Parts {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, millis = 0;
  std::optional<int> offset_minutes = {};
};

/// Takes parts off the front of a text.
class PartReader {
 public:
  explicit PartReader(std::string_view text) : rest_(text) {}
  bool at_end() const { return rest_.empty(); }

  bool plain(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool number(std::size_t digits, int& into) {
    if (rest_.size() < digits) return false;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    into = value;
    return true;
  }

  bool month_name(int& into) {
    const std::string name = to_lower(rest_.substr(0, 3));
    for (std::size_t i = 0; i < months.size(); ++i)
      if (name == months[i]) {
        rest_.remove_prefix(3);
        into = static_cast<int>(i) + 1;
        return true;
      }
    return false;
  }

  /// "Z", "+0200" or "+02:00".
  bool offset(std::optional<int>& into) {
    if (plain('Z')) {
      into = 0;
      return true;
    }
    const int sign = rest_.starts_with('-') ? -1 : 1;
    if (!plain('-') && !plain('+')) return false;
    int hours = 0, minutes = 0;
    if (!number(2, hours)) return false;
    static_cast<void>(plain(':'));
    if (!number(2, minutes) || hours > 23 || minutes > 59) return false;
    into = sign * (hours * 60 + minutes);
    return true;
  }

 private:
  std::string_view rest_;
};

bool read_part(PartReader& reader, char what, Parts& parts) {
  switch (what) {
    case 'Y': return reader.number(4, parts.year);
    case 'y':
      if (!reader.number(2, parts.year)) return false;
      parts.year += parts.year < 70 ? 2000 : 1900;
      return true;
    case 'm': return reader.number(2, parts.month);
    case 'b': return reader.month_name(parts.month);
    case 'd': return reader.number(2, parts.day);
    case 'H': return reader.number(2, parts.hour);
    case 'M': return reader.number(2, parts.minute);
    case 'S': return reader.number(2, parts.second);
    case 'L': return reader.number(3, parts.millis);
    case 'z': return reader.offset(parts.offset_minutes);
    case '%': return reader.plain('%');
    default: return false;
  }
}

bool is_date(const std::chrono::year_month_day& date, const Parts& parts) {
  return date.ok() && parts.year >= 1 && parts.hour < 24 && parts.minute < 60 && parts.second < 60;
}

}  // namespace

Result<Reading> read_time(std::string_view text, std::string_view pattern) {
  if (pattern.size() > pattern_bytes_max) return invalid("a time pattern has 256 bytes at most");
  const Error no_fit = invalid("\"" + clean_text(text, 60) + "\" is no time of the form \"" +
                               clean_text(pattern, 60) + "\"");
  PartReader reader(text);
  Parts parts;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_part = pattern[i] == '%' && i + 1 < pattern.size();
    if (is_part ? !read_part(reader, pattern[++i], parts) : !reader.plain(pattern[i]))
      return no_fit;
  }
  const std::chrono::year_month_day date(std::chrono::year(parts.year),
                                         std::chrono::month(static_cast<unsigned>(parts.month)),
                                         std::chrono::day(static_cast<unsigned>(parts.day)));
  if (!reader.at_end() || !is_date(date, parts)) return no_fit;
  Reading reading;
  reading.wall = jobs::WallTime(local_days(date)) + std::chrono::hours(parts.hour) +
                 std::chrono::minutes(parts.minute) + std::chrono::seconds(parts.second);
  reading.fraction = std::chrono::milliseconds(parts.millis);
  reading.has_offset = parts.offset_minutes.has_value();
  reading.offset = std::chrono::minutes(parts.offset_minutes.value_or(0));
  return reading;
}

}  // namespace patchbay::adapters::lua
