#include <algorithm>
#include <array>

#include "hub/base/random.h"
#include "hub/base/text.h"
#include "hub/jobs/schedule.h"

namespace patchbay::jobs {
namespace {

constexpr std::int64_t interval_seconds_max = 366LL * 24 * 3600;
constexpr std::int64_t jitter_seconds_max = 24 * 3600;
constexpr std::int64_t catch_up_max_limit = 1000;
constexpr std::size_t id_characters_max = 100;
constexpr std::size_t value_bytes_max = 1000;

Error wrong(const std::string& field, const std::string& value, const std::string& allowed) {
  return invalid("\"" + field + "\": \"" + value + "\" is not " + allowed);
}

/// "02:30" as minutes since midnight.
Result<int> read_time(const std::string& text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4)) {
    const int hour = (text[0] - '0') * 10 + text[1] - '0';
    const int minute = (text[3] - '0') * 10 + text[4] - '0';
    if (hour < 24 && minute < 60) return hour * 60 + minute;
  }
  return wrong("at", text, "a time from 00:00 to 23:59");
}

Result<void> set_weekdays(Cron& cron, const std::string& on) {
  cron.weekdays.reset();
  for (const auto part : split(on, ',')) {
    const auto day = parse_weekday(trim(part));
    if (!day) return day.error().in("\"on\"");
    cron.weekdays.set(static_cast<std::size_t>(*day));
  }
  return {};
}

Result<void> set_days(Cron& cron, const std::string& on) {
  cron.days.reset();
  cron.short_months_end = true;
  const Field day{"on", FieldType::integer, {}, "", 1, 31};
  for (const auto part : split(on, ',')) {
    const std::string text(trim(part));
    if (auto checked = check_value(day, text); !checked) return checked;
    cron.days.set(static_cast<std::size_t>(std::stoll(text)));
  }
  return {};
}

/// The calendar form as sets: {every: "day" | "week" | "month", at: "02:30", on: "MON,THU" | "1"}.
Result<Cron> read_calendar(const FieldValues& values) {
  const auto& every = values.text("every");
  const auto& on = values.text("on");
  const auto time = read_time(values.text("at"));
  if (!time) return time.error();
  Cron cron;
  cron.minutes.set(static_cast<std::size_t>(*time % 60));
  cron.hours.set(static_cast<std::size_t>(*time / 60));
  cron.days.set();
  cron.months.set();
  cron.weekdays.set();
  if (every == "day") {
    if (!on.empty()) return invalid("\"on\" belongs to every \"week\" or \"month\"");
    return cron;
  }
  if (every != "week" && every != "month") return wrong("every", every, "day, week or month");
  if (on.empty())
    return invalid("\"on\" is missing: " +
                   std::string(every == "week" ? "weekdays such as MON,THU" : "days such as 1,15"));
  if (auto set = every == "week" ? set_weekdays(cron, on) : set_days(cron, on); !set)
    return set.error();
  return cron;
}

/// Exactly one form, with nothing of another one.
Result<std::string> form_of(const std::map<std::string, std::string>& fields) {
  constexpr std::array<std::pair<const char*, const char*>, 3> belongings{
      {{"at", "every"}, {"on", "every"}, {"anchor", "interval_seconds"}}};
  std::string form;
  for (const std::string name : {"cron", "every", "interval_seconds"}) {
    if (!fields.contains(name)) continue;
    if (!form.empty()) return invalid("\"" + form + "\" and \"" + name + "\" are both given");
    form = name;
  }
  if (form.empty())
    return invalid("one of \"cron\", \"every\" and \"interval_seconds\" is missing");
  for (const auto& [name, owner] : belongings)
    if (fields.contains(name) && form != owner)
      return invalid("\"" + std::string(name) + "\" belongs to \"" + owner + "\", not to \"" +
                     form + "\"");
  return form;
}

Result<Pattern> read_pattern(const std::string& form, const FieldValues& values, const Zone& zone) {
  if (form == "interval_seconds") {
    const auto anchor = parse_timestamp(values.text("anchor"));
    if (!anchor) return anchor.error().in("\"anchor\"");
    return Pattern(Interval{std::chrono::seconds(values.integer(form)), *anchor});
  }
  auto cron = form == "cron" ? parse_cron(values.text("cron")) : read_calendar(values);
  if (!cron) return form == "cron" ? cron.error().in("\"cron\"") : cron.error();
  return Pattern(WallPattern{*cron, zone});
}

template <class Enum, std::size_t N>
Result<Enum> read_word(const std::string& field, const std::string& text,
                       const std::array<Enum, N>& words) {
  std::vector<std::string> names;
  for (const Enum word : words) {
    if (text == name_of(word)) return word;
    names.emplace_back(name_of(word));
  }
  return wrong(field, text, "one of " + join(names, ", "));
}

}  // namespace

const char* name_of(Overlap overlap) {
  constexpr std::array names{"skip", "queue", "cancel"};
  return names.at(static_cast<std::size_t>(overlap));
}

const char* name_of(CatchUp catch_up) {
  constexpr std::array names{"none", "one", "all"};
  return names.at(static_cast<std::size_t>(catch_up));
}

std::span<const Field> schedule_fields() {
  const auto text = [](const char* name, const char* value, const char* help) {
    return Field{name, FieldType::text, value, help};
  };
  static const std::array fields{
      Field{"job", FieldType::text, {}, "kind of job to run"},
      text("cron", "", "five fields: minute hour day-of-month month day-of-week; or @daily …"),
      text("every", "", "day, week or month"),
      text("at", "00:00", "time of day of \"every\", HH:MM"),
      text("on", "", "MON,THU of every week; 1,15 of every month (31: its last day)"),
      Field{"interval_seconds", FieldType::integer, "1", "seconds between runs", 1,
            interval_seconds_max},
      text("anchor", "1970-01-01", "time that the intervals are counted from"),
      text("zone", "UTC", "IANA time zone, such as Europe/Berlin"),
      Field{"jitter_seconds", FieldType::integer, "0", "seconds over which starts are spread", 0,
            jitter_seconds_max},
      text("overlap", "skip", "while the run before goes on: skip, queue or cancel (the older)"),
      text("catch_up", "one", "of missed runs after downtime: none, one (the newest) or all"),
      Field{"catch_up_max", FieldType::integer, "100", "missed runs that \"all\" makes up for", 1,
            catch_up_max_limit}};
  return fields;
}

Result<Definition> read_definition(const std::map<std::string, std::string>& fields,
                                   const std::map<std::string, std::string>& settings) {
  for (const auto* given : {&fields, &settings})
    for (const auto& [name, value] : *given)
      if (name.size() > value_bytes_max || value.size() > value_bytes_max)
        return invalid("a field or setting is longer than " + std::to_string(value_bytes_max) +
                       " bytes");
  const auto values = FieldValues::check(schedule_fields(), fields);
  if (!values) return values.error();
  const auto form = form_of(fields);
  if (!form) return form.error();
  const auto zone = Zone::find(values->text("zone"));
  if (!zone) return zone.error().in("\"zone\"");
  const auto pattern = read_pattern(*form, *values, *zone);
  if (!pattern) return pattern.error();
  const auto overlap = read_word("overlap", values->text("overlap"),
                                 std::array{Overlap::skip, Overlap::queue, Overlap::cancel});
  if (!overlap) return overlap.error();
  const auto catch_up = read_word("catch_up", values->text("catch_up"),
                                  std::array{CatchUp::none, CatchUp::one, CatchUp::all});
  if (!catch_up) return catch_up.error();
  if (*overlap == Overlap::cancel && *catch_up == CatchUp::all)
    return invalid(
        "\"overlap\" cancel and \"catch_up\" all contradict each other: of many runs only the "
        "newest would be left");
  const Duration jitter = std::chrono::seconds(values->integer("jitter_seconds"));
  const auto* interval = std::get_if<Interval>(&*pattern);
  if (interval && jitter >= interval->every)
    return invalid("\"jitter_seconds\" must be less than \"interval_seconds\"");
  return Definition{fields,
                    settings,
                    *pattern,
                    *zone,
                    values->text("job"),
                    *overlap,
                    *catch_up,
                    static_cast<std::size_t>(values->integer("catch_up_max")),
                    jitter};
}

Result<void> check_schedule_id(const std::string& id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  if (!id.empty() && id.size() <= id_characters_max && std::all_of(id.begin(), id.end(), fits))
    return {};
  return wrong("id", id.substr(0, id_characters_max), "1 to 100 of a-z, 0-9, '.', '-' and '_'");
}

bool same_times(const Definition& a, const Definition& b) {
  const auto text = [](const Definition& definition, const Field& field) {
    const auto given = definition.fields.find(field.name);
    return given == definition.fields.end() ? field.default_value.value_or("") : given->second;
  };
  constexpr std::array names{"cron", "every", "at", "on", "interval_seconds", "anchor", "zone"};
  const auto same = [&](const Field& field) {
    const bool of_times = std::find(names.begin(), names.end(), field.name) != names.end();
    return !of_times || text(a, field) == text(b, field);
  };
  const auto fields = schedule_fields();
  return a.pattern.index() == b.pattern.index() && std::all_of(fields.begin(), fields.end(), same);
}

Timestamp due_of(const OrganisationId& organisation, const std::string& id,
                 const Definition& definition, Timestamp occurrence) {
  if (definition.jitter.count() == 0) return occurrence;
  // FNV-1a: the same seed on every hub.
  std::uint64_t seed = 14695981039346656037ULL;
  for (const char c : organisation + "/" + id)
    seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  const auto spread = mix(seed, static_cast<std::uint64_t>(occurrence.micros)) %
                      static_cast<std::uint64_t>(definition.jitter.count() + 1);
  return occurrence + Duration(static_cast<std::int64_t>(spread));
}

}  // namespace patchbay::jobs
