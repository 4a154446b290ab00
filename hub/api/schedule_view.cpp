#include "hub/api/schedule_view.h"

#include <algorithm>

namespace patchbay::api {
namespace {

namespace json = boost::json;

json::value time_of(const std::optional<Timestamp>& at) {
  if (!at) return nullptr;
  return json::value(to_rfc3339(*at));
}

/// The fields of a schedule that stand in its JSON whether they were given or not.
constexpr std::array always{"zone", "overlap", "catch_up"};

json::value value_of(const Field& field, const std::string& text) {
  if (field.type == FieldType::integer) return json::value(std::stoll(text));
  return json::value(text);
}

Result<std::string> text_of(std::string_view key, const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  return invalid("\"" + std::string(key) + "\" must be a text, a whole number, true or false");
}

Result<void> read_texts(const json::object& object, std::map<std::string, std::string>& texts) {
  for (const auto& [key, value] : object) {
    auto text = text_of(key, value);
    if (!text) return text.error();
    texts[std::string(key)] = std::move(*text);
  }
  return {};
}

}  // namespace

json::object schedule_json(const jobs::Schedule& schedule) {
  const auto& definition = schedule.definition;
  json::object object{{"id", schedule.id}};
  for (const auto& field : jobs::schedule_fields()) {
    const auto given = definition.fields.find(field.name);
    if (given != definition.fields.end())
      object[field.name] = value_of(field, given->second);
    else if (std::find(always.begin(), always.end(), field.name) != always.end())
      object[field.name] = value_of(field, *field.default_value);
  }
  json::object settings;
  for (const auto& [name, text] : definition.settings) settings[name] = text;
  object["settings"] = std::move(settings);
  object["origin"] = schedule.origin;
  object["paused"] = schedule.paused;
  object["next_at"] = time_of(schedule.next_at);
  object["created_at"] = to_rfc3339(schedule.created_at);
  object["updated_at"] = to_rfc3339(schedule.updated_at);
  return object;
}

json::object schedule_json(const jobs::StoredSchedule& stored) {
  if (stored.schedule) return schedule_json(*stored.schedule);
  return {
      {"id", stored.id}, {"origin", stored.origin}, {"broken", stored.schedule.error().message}};
}

json::object schedule_run_json(const jobs::ScheduleRun& run) {
  json::value duration;
  if (run.started_at && run.ended_at)
    duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(*run.ended_at - *run.started_at)
            .count();
  return {{"id", run.id},
          {"occurrence", to_rfc3339(run.occurrence)},
          {"cause", run.cause},
          {"job_key", run.job_key},
          {"outcome", run.outcome},
          {"reason", run.reason},
          {"attempts", run.attempts},
          {"fired_at", to_rfc3339(run.fired_at)},
          {"started_at", time_of(run.started_at)},
          {"ended_at", time_of(run.ended_at)},
          {"duration_ms", std::move(duration)}};
}

json::object backfill_json(const jobs::BackfillCounts& counts) {
  return {
      {"occurrences", counts.occurrences}, {"taken", counts.taken}, {"enqueued", counts.enqueued}};
}

json::object occurrence_json(Timestamp at, const jobs::Zone& zone) {
  const auto span = zone.span_at(at);
  return {{"at", to_rfc3339(at)},
          {"local", jobs::to_local_text(at, span)},
          {"zone", span.abbreviation}};
}

Result<GivenSchedule> read_given_schedule(const json::value& body) {
  GivenSchedule given;
  json::object fields = body.as_object();
  if (const auto* id = fields.if_contains("id")) {
    auto text = text_of("id", *id);
    if (!text) return text.error();
    given.id = std::move(*text);
    fields.erase("id");
  }
  if (const auto* settings = fields.if_contains("settings")) {
    if (!settings->is_object()) return invalid("\"settings\" must be an object");
    auto read = read_texts(settings->get_object(), given.settings);
    if (!read) return read.error().in("\"settings\"");
    fields.erase("settings");
  }
  if (auto read = read_texts(fields, given.fields); !read) return read.error();
  return given;
}

}  // namespace patchbay::api
