#include "hub/app/schedule_setups.h"

#include <algorithm>

#include "hub/app/scheduled_kinds.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

constexpr std::string_view prefix = "schedules.";

bool is_schedule_field(const std::string& name) {
  const auto fields = jobs::schedule_fields();
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return field.name == name; });
}

/// Names that a message may be about: its line is shown when it names one.
std::string place_of(const std::map<std::string, std::string>& places, const std::string& where,
                     const std::string& message) {
  std::string place = where;
  std::size_t first = std::string::npos;
  for (const auto& [name, line] : places) {
    const auto at = message.find("\"" + name + "\"");
    if (at < first) {
      first = at;
      place = line;
    }
  }
  return place;
}

/// A name that is neither a field nor a setting of the job is nearest to one of both.
Result<void> check_names(const std::map<std::string, std::string>& values) {
  std::vector<Field> known(jobs::schedule_fields().begin(), jobs::schedule_fields().end());
  const auto job = values.find("job");
  for (const auto& kind : scheduled_kinds())
    if (job == values.end() || kind.name == job->second)
      known.insert(known.end(), kind.settings.begin(), kind.settings.end());
  for (const auto& [name, value] : values) {
    const auto same = [&](const Field& field) { return field.name == name; };
    if (std::none_of(known.begin(), known.end(), same)) return unknown_field(name, known);
  }
  return {};
}

Result<void> check_partners(const std::map<std::string, std::string>& settings,
                            const std::vector<std::string>& partners) {
  for (const char* name : {"partner", "reader"}) {
    const auto given = settings.find(name);
    if (given == settings.end() ||
        std::find(partners.begin(), partners.end(), given->second) != partners.end())
      continue;
    const auto close = nearest(given->second, partners);
    return invalid("\"" + std::string(name) + "\": partner \"" + given->second +
                   "\" is not configured" + (close ? "; did you mean \"" + *close + "\"?" : ""));
  }
  return {};
}

}  // namespace

bool is_schedule_key(std::string_view key) { return key.starts_with(prefix); }

Result<void> ScheduleSetups::take(const ConfigEntry& entry) {
  const auto rest = std::string_view(entry.key).substr(prefix.size());
  const auto point = rest.find('.');
  const std::string id(rest.substr(0, point));
  if (auto fits = jobs::check_schedule_id(id); !fits) return fits;
  const std::string setting(point == std::string_view::npos ? "" : rest.substr(point + 1));
  if (setting.find('.') != std::string::npos)
    return invalid("\"" + entry.key + "\" is too deep; settings stand in [schedules." + id +
                   "] itself");
  if (setting.empty() != entry.is_table)
    return invalid("\"" + entry.key + "\" must be a " + (setting.empty() ? "table" : "value"));
  Table& table = tables_[id];
  if (table.where.empty()) table.where = entry.where;
  if (setting.empty()) return {};
  table.values[setting] = entry.value;
  table.places[setting] = entry.where;
  return {};
}

Result<ScheduleSetup> ScheduleSetups::read(const std::string& id, const Table& table,
                                           const std::vector<std::string>& partners) const {
  if (auto known = check_names(table.values); !known) return known.error();
  std::map<std::string, std::string> fields, settings;
  for (const auto& [name, value] : table.values)
    (is_schedule_field(name) ? fields : settings)[name] = value;
  auto definition = jobs::read_definition(fields, settings);
  if (!definition) return definition.error();
  auto payload = jobs::payload_of(*definition, scheduled_kinds());
  if (!payload) return payload.error();
  if (auto there = check_partners(settings, partners); !there) return there.error();
  return ScheduleSetup{id, std::move(*definition), std::move(*payload), table.where};
}

Result<std::vector<ScheduleSetup>> ScheduleSetups::finish(
    const std::vector<std::string>& partners) const {
  std::vector<ScheduleSetup> schedules;
  for (const auto& [id, table] : tables_) {
    auto schedule = read(id, table, partners);
    if (!schedule)
      return schedule.error()
          .in("schedule \"" + id + "\"")
          .in(place_of(table.places, table.where, schedule.error().message));
    schedules.push_back(std::move(*schedule));
  }
  return schedules;
}

}  // namespace patchbay::app
