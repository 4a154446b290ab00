#include "hub/jobs/schedule_row_store.h"
#include "hub/jobs/schedule_runs.h"
#include "hub/jobs/schedules.h"
#include "hub/jobs/store_clock.h"

namespace patchbay::jobs {

using store::Session;

namespace {

constexpr const char* channel = "schedules";

struct Times {
  std::optional<Timestamp> next, due;
};
Times times_after(const OrganisationId& organisation, const std::string& id,
                  const Definition& definition, Timestamp after) {
  const auto next = next_after(definition.pattern, after);
  if (!next) return {};
  return {next, due_of(organisation, id, definition, *next)};
}

void check_room(Session& session, const OrganisationId& organisation) {
  const auto count = store::query_value<std::int64_t>(
      session, "SELECT COUNT(*) FROM schedules WHERE organisation_id = :organisation",
      {{"organisation", organisation}});
  if (count.value_or(0) < static_cast<std::int64_t>(schedules_max)) return;
  throw ErrorException(refused("there are " + std::to_string(schedules_max) +
                               " schedules already; remove some before adding others"));
}

/// Writes what a schedule says, and when it is next.
void write(Session& session, const NewSchedule& schedule, const Times& times, Timestamp now) {
  store::execute(
      session,
      "INSERT INTO schedules (organisation_id, id, definition, payload, origin, paused, next_at, "
      "due_at, created_at, updated_at) VALUES (:organisation, :id, :definition, :payload, "
      ":origin, 0, :next, :due, :now, :now) ON CONFLICT (organisation_id, id) DO UPDATE SET "
      "definition = excluded.definition, payload = excluded.payload, origin = excluded.origin, "
      "next_at = CASE WHEN schedules.paused = 1 THEN NULL ELSE excluded.next_at END, "
      "due_at = CASE WHEN schedules.paused = 1 THEN NULL ELSE excluded.due_at END, "
      "updated_at = excluded.updated_at",
      {{"organisation", schedule.organisation},
       {"id", schedule.id},
       {"definition", to_stored(schedule.definition)},
       {"payload", schedule.payload},
       {"origin", schedule.origin},
       {"next", times.next},
       {"due", times.due},
       {"now", now}});
}

}  // namespace

Timestamp store_now(Session& session) {
  const auto now = store::query_value<Timestamp>(session, "SELECT " + std::string(now_sql(session)),
                                                 {{"now", machine_now()}});
  return now.value_or(machine_now());
}

PutResult put_schedule(Session& session, const NewSchedule& schedule, Timestamp now) {
  const auto& definition = schedule.definition;
  const auto known = store::query_value<std::string>(
      session,
      "SELECT definition || ' ' || payload || ' ' || origin FROM schedules WHERE "
      "organisation_id = :organisation AND id = :id",
      {{"organisation", schedule.organisation}, {"id", schedule.id}});
  if (known == to_stored(definition) + " " + schedule.payload + " " + schedule.origin)
    return PutResult::same;
  if (!known) check_room(session, schedule.organisation);
  write(session, schedule, times_after(schedule.organisation, schedule.id, definition, now), now);
  session.signal(channel);
  return known ? PutResult::changed : PutResult::created;
}

std::optional<Schedule> find_schedule(Session& session, const OrganisationId& organisation,
                                      const std::string& id) {
  std::optional<Schedule> found;
  each_schedule(session,
                "SELECT " + std::string(schedule_columns) +
                    " FROM schedules WHERE organisation_id = :organisation AND id = :id",
                {{"organisation", organisation}, {"id", id}},
                [&](const auto&, const auto&, Result<Schedule> schedule) {
                  found = std::move(schedule).value();
                });
  return found;
}

std::vector<Schedule> list_schedules(Session& session, const OrganisationId& organisation) {
  std::vector<Schedule> found;
  each_schedule(session,
                "SELECT " + std::string(schedule_columns) +
                    " FROM schedules WHERE organisation_id = :organisation ORDER BY id",
                {{"organisation", organisation}},
                [&](const auto&, const auto&, Result<Schedule> schedule) {
                  found.push_back(std::move(schedule).value());
                });
  return found;
}

bool remove_schedule(Session& session, const OrganisationId& organisation, const std::string& id) {
  session.signal(channel);
  return store::execute(session,
                        "DELETE FROM schedules WHERE organisation_id = :organisation AND id = :id",
                        {{"organisation", organisation}, {"id", id}}) == 1;
}

bool set_paused(Session& session, const Schedule& schedule, bool paused, Timestamp now) {
  const auto times =
      paused ? Times{} : times_after(schedule.organisation, schedule.id, schedule.definition, now);
  session.signal(channel);
  return store::execute(session,
                        "UPDATE schedules SET paused = :paused, next_at = :next, due_at = :due, "
                        "updated_at = :now WHERE organisation_id = :organisation AND id = :id AND "
                        "paused <> :paused",
                        {{"paused", paused ? 1 : 0},
                         {"next", times.next},
                         {"due", times.due},
                         {"now", now},
                         {"organisation", schedule.organisation},
                         {"id", schedule.id}}) == 1;
}

std::string run_now(Session& session, const Schedule& schedule, Timestamp now) {
  session.signal(channel);
  start_runs(session, schedule, RunCause::now, std::array{now}, now);
  return run_key(schedule.id, RunCause::now, now);
}

Result<BackfillCounts> backfill(Session& session, const Schedule& schedule, Timestamp from,
                                Timestamp to, bool dry_run, Timestamp now) {
  if (from >= to) return invalid("\"from\" must be before \"to\"");
  if (to > now) return invalid("\"to\" is in the future; a backfill runs what is past");
  std::vector<Timestamp> wanted;
  const auto& pattern = schedule.definition.pattern;
  for (auto at = next_after(pattern, {from.micros - 1}); at && *at < to;
       at = next_after(pattern, *at)) {
    if (wanted.size() == backfill_max)
      return invalid("the period holds more than " + std::to_string(backfill_max) +
                     " runs; backfill a shorter one at a time");
    wanted.push_back(*at);
  }
  BackfillCounts counts;
  counts.occurrences = wanted.size();
  store::query(session,
               "SELECT DISTINCT occurrence FROM schedule_runs WHERE "
               "organisation_id = :organisation AND schedule_id = :schedule AND "
               "occurrence >= :since AND occurrence < :until AND cause <> 'now' AND "
               "(cause = 'backfill' OR outcome IN ('waiting', 'running', 'succeeded'))",
               {{"organisation", schedule.organisation},
                {"schedule", schedule.id},
                {"since", from},
                {"until", to}},
               [&](Timestamp taken) { counts.taken += std::erase(wanted, taken); });
  counts.enqueued = wanted.size();
  if (dry_run || wanted.empty()) return counts;
  counts.enqueued = start_runs(session, schedule, RunCause::backfill, wanted, now);
  session.signal(channel);
  return counts;
}

}  // namespace patchbay::jobs
