#include "hub/http/http_date.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <vector>

#include "hub/base/text.h"

namespace patchbay::http {
namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// 1970-01-01 was a Thursday.
constexpr std::array<std::string_view, 7> weekdays = {"Thu", "Fri", "Sat", "Sun",
                                                      "Mon", "Tue", "Wed"};

std::optional<int> number(std::string_view text) {
  int value = 0;
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos ||
      text.size() > 4)
    return {};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<int> month_of(std::string_view name) {
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (months[i] == name) return static_cast<int>(i) + 1;
  }
  return {};
}

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

/// The calendar is checked where all dates are: in parse_timestamp.
std::optional<Timestamp> at(std::optional<int> year, std::optional<int> month,
                            std::optional<int> day, std::string_view time) {
  if (!year || !month || !day || *year < 1000 || time.size() != 8) return {};
  const auto parsed = parse_timestamp(std::to_string(*year) + "-" + two_digits(*month) + "-" +
                                      two_digits(*day) + "T" + std::string(time) + "Z");
  if (!parsed) return {};
  return *parsed;
}

/// A two-digit year more than 50 years ahead is in the past (RFC 9110 section 5.6.7).
std::optional<int> full_year(std::optional<int> two_digit_year, Timestamp now) {
  const auto current = number(to_rfc3339(now).substr(0, 4));
  if (!two_digit_year || !current) return {};
  const int year = *current / 100 * 100 + *two_digit_year;
  return year > *current + 50 ? year - 100 : year;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const auto word : split(text, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

}  // namespace

std::optional<Timestamp> parse_http_date(std::string_view text, Timestamp now) {
  const auto words = words_of(text);
  if (words.size() == 6 && words[5] == "GMT") {  // Sun, 06 Nov 1994 08:49:37 GMT
    return at(number(words[3]), month_of(words[2]), number(words[1]), words[4]);
  }
  if (words.size() == 4 && words[3] == "GMT") {  // Sunday, 06-Nov-94 08:49:37 GMT
    const auto date = split(words[1], '-');
    if (date.size() != 3) return {};
    return at(full_year(number(date[2]), now), month_of(date[1]), number(date[0]), words[2]);
  }
  if (words.size() == 5) {  // Sun Nov  6 08:49:37 1994
    return at(number(words[4]), month_of(words[1]), number(words[2]), words[3]);
  }
  return {};
}

std::string to_http_date(Timestamp at) {
  using namespace std::chrono;
  const sys_seconds time{seconds(at.seconds())};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  const auto weekday_index = ((day.time_since_epoch().count() % 7) + 7) % 7;
  const auto weekday = weekdays[static_cast<std::size_t>(weekday_index)];
  const auto month = months[static_cast<unsigned>(date.month()) - 1];
  char text[40];
  const int length = std::snprintf(
      text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", weekday.data(),
      static_cast<unsigned>(date.day()), month.data(), static_cast<int>(date.year()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return std::string(text, static_cast<std::size_t>(length));
}

}  // namespace patchbay::http
