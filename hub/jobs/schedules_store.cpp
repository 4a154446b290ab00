#include "hub/jobs/lanes.h"
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
  if (count.value_or(0) <= static_cast<std::int64_t>(schedules_max)) return;
  throw ErrorException(refused("there are " + std::to_string(schedules_max) +
                               " schedules already; remove some before adding others"));
}

std::optional<StoredSchedule> find_row(Session& session, const OrganisationId& organisation,
                                       const std::string& id, const std::string& lock) {
  std::optional<StoredSchedule> found;
  each_schedule(session,
                "SELECT " + std::string(schedule_columns) +
                    " FROM schedules WHERE organisation_id = :organisation AND id = :id" + lock,
                {{"organisation", organisation}, {"id", id}},
                [&](StoredSchedule row) { found.emplace(std::move(row)); });
  return found;
}

/// So that no hub fires it until this transaction ends.
std::optional<StoredSchedule> lock_row(Session& session, const OrganisationId& organisation,
                                       const std::string& id) {
  return find_row(session, organisation, id, session.is_postgresql() ? " FOR UPDATE" : "");
}

/// Before the times of a locked schedule go: fires what is due; an occurrence that waits out its
/// jitter is skipped, in the history.
void settle(Session& session, const Schedule& schedule, Timestamp now, const char* reason) {
  if (!schedule.next_at || *schedule.next_at > now) return;
  lock_lanes(session, {{schedule.organisation, run_lane(schedule.id)}});
  const auto waiting = fire_schedule(session, schedule, now).next;
  if (waiting && *waiting <= now) write_skipped(session, schedule, *waiting, reason, now);
}

/// The times of a locked schedule under another definition.
Times times_of(Session& session, const StoredSchedule& row, const NewSchedule& schedule,
               Timestamp now) {
  const auto& definition = schedule.definition;
  if (row.schedule) {
    const Schedule& known = *row.schedule;
    if (known.paused) return {};
    if (known.next_at && same_times(known.definition, definition))
      return {known.next_at,
              due_of(schedule.organisation, schedule.id, definition, *known.next_at)};
    settle(session, known, now, "the schedule got other times before this run began");
  }
  return times_after(schedule.organisation, schedule.id, definition, now);
}

PutResult change(Session& session, const StoredSchedule& row, const NewSchedule& schedule,
                 Timestamp now) {
  if (row.origin != schedule.origin)
    throw ErrorException(conflict("schedule \"" + schedule.id + "\" was made by " +
                                  (row.origin == "config" ? "the configuration" : "the API") +
                                  "; change it there"));
  const bool same = row.schedule && row.schedule->payload == schedule.payload &&
                    to_stored(row.schedule->definition) == to_stored(schedule.definition);
  if (same) return PutResult::same;
  const auto times = times_of(session, row, schedule, now);
  // One that cannot be read may be paused as well.
  store::execute(session,
                 "UPDATE schedules SET definition = :definition, payload = :payload, "
                 "next_at = CASE WHEN paused = 1 THEN NULL ELSE CAST(:next AS BIGINT) END, "
                 "due_at = CASE WHEN paused = 1 THEN NULL ELSE CAST(:due AS BIGINT) END, "
                 "updated_at = :now WHERE organisation_id = :organisation AND id = :id",
                 {{"definition", to_stored(schedule.definition)},
                  {"payload", schedule.payload},
                  {"next", times.next},
                  {"due", times.due},
                  {"now", now},
                  {"organisation", schedule.organisation},
                  {"id", schedule.id}});
  session.signal(channel);
  return PutResult::changed;
}

}  // namespace

bool create_schedule(Session& session, const NewSchedule& schedule, Timestamp now) {
  const auto times = times_after(schedule.organisation, schedule.id, schedule.definition, now);
  const auto made = store::execute(
      session,
      "INSERT INTO schedules (organisation_id, id, definition, payload, origin, paused, next_at, "
      "due_at, created_at, updated_at) VALUES (:organisation, :id, :definition, :payload, "
      ":origin, 0, :next, :due, :now, :now) ON CONFLICT (organisation_id, id) DO NOTHING",
      {{"organisation", schedule.organisation},
       {"id", schedule.id},
       {"definition", to_stored(schedule.definition)},
       {"payload", schedule.payload},
       {"origin", schedule.origin},
       {"next", times.next},
       {"due", times.due},
       {"now", now}});
  if (made == 0) return false;
  check_room(session, schedule.organisation);
  session.signal(channel);
  return true;
}

PutResult put_schedule(Session& session, const NewSchedule& schedule, Timestamp now) {
  const auto row = lock_row(session, schedule.organisation, schedule.id);
  if (row) return change(session, *row, schedule, now);
  if (create_schedule(session, schedule, now)) return PutResult::created;
  throw ErrorException(
      conflict("schedule \"" + schedule.id + "\" was made by another request just now"));
}

std::optional<StoredSchedule> find_schedule(Session& session, const OrganisationId& organisation,
                                            const std::string& id) {
  return find_row(session, organisation, id, "");
}

std::vector<StoredSchedule> list_schedules(Session& session, const OrganisationId& organisation) {
  std::vector<StoredSchedule> found;
  each_schedule(session,
                "SELECT " + std::string(schedule_columns) +
                    " FROM schedules WHERE organisation_id = :organisation ORDER BY id",
                {{"organisation", organisation}},
                [&](StoredSchedule row) { found.push_back(std::move(row)); });
  return found;
}

bool remove_schedule(Session& session, const OrganisationId& organisation, const std::string& id) {
  session.signal(channel);
  return store::execute(session,
                        "DELETE FROM schedules WHERE organisation_id = :organisation AND id = :id",
                        {{"organisation", organisation}, {"id", id}}) == 1;
}

bool set_paused(Session& session, const Schedule& schedule, bool paused, Timestamp now) {
  const auto row = lock_row(session, schedule.organisation, schedule.id);
  if (!row || !row->schedule || row->schedule->paused == paused) return false;
  if (paused) settle(session, *row->schedule, now, "it was paused before this run began");
  const auto times =
      paused ? Times{} : times_after(row->organisation, row->id, row->schedule->definition, now);
  session.signal(channel);
  return store::execute(session,
                        "UPDATE schedules SET paused = :paused, next_at = :next, due_at = :due, "
                        "updated_at = :now WHERE organisation_id = :organisation AND id = :id",
                        {{"paused", paused ? 1 : 0},
                         {"next", times.next},
                         {"due", times.due},
                         {"now", now},
                         {"organisation", row->organisation},
                         {"id", row->id}}) == 1;
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
