#include "hub/jobs/cron.h"

#include <array>
#include <charconv>
#include <span>
#include <vector>

#include "hub/base/text.h"

namespace patchbay::jobs {
namespace {

constexpr std::size_t text_bytes_max = 1000;
constexpr int name_letters = 3;

constexpr std::array<std::string_view, 12> month_names{
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> weekday_names{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

/// What one of the five fields may hold.
struct FieldRule {
  std::string_view name;
  int minimum, maximum;
  std::span<const std::string_view> names;  ///< the first stands for `minimum`
};
constexpr std::array<FieldRule, 5> rules{{{"minute", 0, 59, {}},
                                          {"hour", 0, 23, {}},
                                          {"day of month", 1, 31, {}},
                                          {"month", 1, 12, month_names},
                                          {"day of week", 0, 7, weekday_names}}};
constexpr const char* form =
    "five fields: minute hour day-of-month month day-of-week, such as 30 2 * * MON-FRI";

struct Nickname {
  const char* name;
  const char* meaning;
};
constexpr std::array<Nickname, 7> nicknames{{{"@hourly", "0 * * * *"},
                                             {"@daily", "0 0 * * *"},
                                             {"@midnight", "0 0 * * *"},
                                             {"@weekly", "0 0 * * 0"},
                                             {"@monthly", "0 0 1 * *"},
                                             {"@yearly", "0 0 1 1 *"},
                                             {"@annually", "0 0 1 1 *"}}};

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string allowed(const FieldRule& rule) {
  std::string text = std::to_string(rule.minimum) + "-" + std::to_string(rule.maximum);
  if (rule.names.empty()) return text;
  const auto shorter = [](std::string_view name) { return std::string(name.substr(0, 3)); };
  return text + " or " + shorter(rule.names.front()) + "-" + shorter(rule.names.back());
}

Error wrong(const FieldRule& rule, std::string_view text, const std::string& what) {
  return invalid(quoted(rule.name) + ": " + quoted(text) + " " + what);
}

std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc{} || stop != end || text.front() == '-') return std::nullopt;
  return number;
}

/// "mon" or "monday", any case; the place in `names`.
std::optional<int> place_of(std::span<const std::string_view> names, std::string_view text) {
  const std::string lower = to_lower(text);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (lower == names[i] || lower == names[i].substr(0, name_letters)) return static_cast<int>(i);
  return std::nullopt;
}

Result<int> read_value(const FieldRule& rule, std::string_view text) {
  if (const auto place = place_of(rule.names, text)) return rule.minimum + *place;
  const auto number = text.empty() ? std::nullopt : number_of(text);
  if (!number || *number < rule.minimum || *number > rule.maximum)
    return wrong(rule, text, "is not in " + allowed(rule));
  return *number;
}

struct Range {
  int first = 0, last = 0, step = 1;
};

Result<int> read_step(const FieldRule& rule, std::string_view part, std::string_view text) {
  const auto step = text.empty() ? std::nullopt : number_of(text);
  const int most = rule.maximum - rule.minimum;
  if (step && *step >= 1 && *step <= most) return *step;
  return wrong(rule, part, "has a step that is not in 1-" + std::to_string(most));
}

Result<Range> read_range(const FieldRule& rule, std::string_view part) {
  const auto slash = part.find('/');
  const auto span = part.substr(0, slash);
  const auto dash = span.find('-');
  Range range{rule.minimum, rule.maximum, 1};
  if (slash != std::string_view::npos) {
    auto step = read_step(rule, part, part.substr(slash + 1));
    if (!step) return step.error();
    range.step = *step;
  }
  if (span == "*") return range;
  auto first = read_value(rule, span.substr(0, dash));
  if (!first) return first.error();
  if (dash == std::string_view::npos) {
    if (slash != std::string_view::npos)
      return wrong(rule, part,
                   "has a step but no range; write " + std::string(span) + "-" +
                       std::to_string(rule.maximum) + std::string(part.substr(slash)));
    return Range{*first, *first, 1};
  }
  auto last = read_value(rule, span.substr(dash + 1));
  if (!last) return last.error();
  // A week that ends on Sunday: SUN behind the dash is 7.
  if (rule.maximum == 7 && *last == 0) last = 7;
  if (*first > *last)
    return wrong(rule, part, "runs backwards; write two ranges with a comma between them");
  return Range{*first, *last, range.step};
}

/// Calls `set` with each value of one field.
template <class Set>
Result<void> read_field(const FieldRule& rule, std::string_view text, Set set) {
  for (const auto part : split(text, ',')) {
    const auto range = read_range(rule, part);
    if (!range) return range.error();
    for (int value = range->first; value <= range->last; value += range->step) set(value);
  }
  return {};
}

Result<std::string_view> meaning_of(std::string_view nickname) {
  std::vector<std::string> names;
  for (const auto& known : nicknames) {
    if (equal_ignoring_case(known.name, nickname)) return std::string_view(known.meaning);
    names.emplace_back(known.name);
  }
  return invalid(quoted(nickname) + " is not one of " + join(names, ", "));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = trim(text)).empty()) {
    const auto end = text.find_first_of(" \t");
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end, text.size()));
  }
  return words;
}

}  // namespace

Result<Cron> parse_cron(std::string_view text) {
  if (text.size() > text_bytes_max)
    return invalid("a cron expression is longer than " + std::to_string(text_bytes_max) + " bytes");
  text = trim(text);
  if (text.starts_with('@')) {
    auto meaning = meaning_of(text);
    if (!meaning) return meaning.error();
    text = *meaning;
  }
  const auto words = words_of(text);
  if (words.size() != rules.size())
    return invalid(quoted(text) + " has " + std::to_string(words.size()) +
                   (words.size() == 1 ? " field" : " fields") + "; a cron expression has " + form);
  Cron cron;
  const auto read = [&](std::size_t field, auto& bits) {
    return read_field(rules[field], words[field], [&bits](int value) {
      bits.set(static_cast<std::size_t>(value) % bits.size());
    });
  };
  if (auto done = read(0, cron.minutes); !done) return done.error();
  if (auto done = read(1, cron.hours); !done) return done.error();
  if (auto done = read(2, cron.days); !done) return done.error();
  if (auto done = read(3, cron.months); !done) return done.error();
  if (auto done = read(4, cron.weekdays); !done) return done.error();
  cron.either_day = !words[2].starts_with('*') && !words[4].starts_with('*');
  if (!next_wall(cron, WallTime{}))
    return invalid(quoted(text) + " names a day that never comes; correct day of month or month");
  return cron;
}

Result<int> parse_weekday(std::string_view text) {
  if (const auto place = place_of(weekday_names, text)) return *place;
  return invalid(quoted(text) + " is not a weekday: use MON, TUE, WED, THU, FRI, SAT or SUN");
}

}  // namespace patchbay::jobs
