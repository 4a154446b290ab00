#include "hub/base/log.h"
#include "hub/jobs/lanes.h"
#include "hub/jobs/schedule_decision.h"
#include "hub/jobs/schedule_row_store.h"
#include "hub/jobs/schedule_runs.h"
#include "hub/jobs/schedules.h"

namespace patchbay::jobs {

using store::Session;

namespace {

/// A schedule that cannot be read (its zone went from the machine) is looked at again after this.
constexpr Duration broken_pause = std::chrono::hours(1);

void move_on(Session& session, const OrganisationId& organisation, const std::string& id,
             std::optional<Timestamp> next, std::optional<Timestamp> due) {
  store::execute(session,
                 "UPDATE schedules SET next_at = :next, due_at = :due WHERE "
                 "organisation_id = :organisation AND id = :id",
                 {{"next", next}, {"due", due}, {"organisation", organisation}, {"id", id}});
}

void look_later(Session& session, const OrganisationId& organisation, const std::string& id,
                Timestamp at) {
  store::execute(session,
                 "UPDATE schedules SET due_at = :at WHERE organisation_id = :organisation AND "
                 "id = :id",
                 {{"at", at}, {"organisation", organisation}, {"id", id}});
}

}  // namespace

Fired fire_schedule(Session& session, const Schedule& schedule, Timestamp now) {
  const auto firing = decide_firing(schedule, now, count_open_runs(session, schedule));
  if (firing.cancel_open)
    cancel_open_runs(session, schedule, "a newer run took its place; overlap is cancel", now);
  for (const auto& skipped : firing.skip)
    write_skipped(session, schedule, skipped.occurrence, skipped.reason, now);
  const auto jobs = start_runs(session, schedule, RunCause::time, firing.fire, now);
  std::optional<Timestamp> due;
  if (firing.next)
    due = due_of(schedule.organisation, schedule.id, schedule.definition, *firing.next);
  move_on(session, schedule.organisation, schedule.id, firing.next, due);
  log_line(LogLevel::info, "schedule.fired",
           {{"schedule", schedule.id},
            {"jobs", static_cast<std::int64_t>(jobs)},
            {"skipped", static_cast<std::int64_t>(firing.skip.size())}});
  return {jobs, firing.next};
}

FiredCounts fire_due(Session& session, std::size_t limit, Timestamp now) {
  FiredCounts counts;
  std::vector<Schedule> due;
  // SKIP LOCKED: what another hub has in hand is its to fire.
  each_schedule(session,
                "SELECT " + std::string(schedule_columns) +
                    " FROM schedules WHERE due_at <= :now ORDER BY due_at LIMIT :limit" +
                    (session.is_postgresql() ? " FOR UPDATE SKIP LOCKED" : ""),
                {{"now", now}, {"limit", limit}}, [&](StoredSchedule row) {
                  ++counts.schedules;
                  if (row.schedule) return due.push_back(std::move(*row.schedule));
                  log_line(LogLevel::error, "schedule.broken",
                           {{"schedule", row.id}, {"error", row.schedule.error().message}});
                  look_later(session, row.organisation, row.id, now + broken_pause);
                });
  Lanes lanes;
  for (const auto& schedule : due) lanes.emplace(schedule.organisation, run_lane(schedule.id));
  lock_lanes(session, lanes);
  close_lost_runs(session, now);
  for (const auto& schedule : due) counts.jobs += fire_schedule(session, schedule, now).jobs;
  return counts;
}

std::optional<Duration> next_schedule_in(Session& session, Timestamp now) {
  const auto due = store::query_value<Timestamp>(
      session, "SELECT MIN(due_at) FROM schedules WHERE due_at IS NOT NULL");
  if (!due) return std::nullopt;
  return std::max(*due - now, Duration(0));
}

}  // namespace patchbay::jobs
