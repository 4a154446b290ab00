#pragma once
// The history of schedules: every occurrence that was fired or skipped, and how it ended.

#include <span>
#include <string>
#include <vector>

#include "hub/jobs/queue.h"
#include "hub/jobs/schedule.h"
#include "hub/store/session.h"

namespace patchbay::jobs {

enum class RunCause { time, now, backfill };
const char* name_of(RunCause cause);

struct ScheduleRun {
  std::int64_t id = 0;
  Timestamp occurrence;
  std::string cause;    ///< "time", "now", "backfill"
  std::string job_key;  ///< empty: skipped
  Timestamp fired_at;
  std::optional<Timestamp> started_at, ended_at;
  std::string outcome;  ///< waiting, running, succeeded, failed, skipped, cancelled
  std::string reason;
  std::int64_t attempts = 0;
};
/// Newest first, ids below `before` (0: from the newest).
std::vector<ScheduleRun> list_runs(store::Session& session, const OrganisationId& organisation,
                                   const std::string& schedule, std::int64_t before,
                                   std::size_t limit);

/// "schedule:<id>:<cause>:<occurrence>": the key of a run's job.
std::string run_key(const std::string& schedule, RunCause cause, Timestamp occurrence);

/// Of the jobs of a schedule.
std::string run_lane(const std::string& schedule);

/// Writes runs that wait and enqueues their jobs, one after the other in the schedule's lane. An
/// occurrence of that cause that is there already is left alone. Returns how many were new.
std::size_t start_runs(store::Session& session, const Schedule& schedule, RunCause cause,
                       std::span<const Timestamp> occurrences, Timestamp now);
void write_skipped(store::Session& session, const Schedule& schedule, Timestamp occurrence,
                   const std::string& reason, Timestamp now);

std::size_t count_open_runs(store::Session& session, const Schedule& schedule);
/// Calls off all runs of a schedule that have not ended.
void cancel_open_runs(store::Session& session, const Schedule& schedule, const std::string& reason,
                      Timestamp now);
/// Ends runs whose jobs have ended without a word (their workers died too often). Returns how many.
std::int64_t close_lost_runs(store::Session& session, Timestamp now);
bool has_lost_runs(store::Session& session);

/// A run of the job begins. Returns false when the job has nothing to do: its run was called off or
/// had succeeded before. True for jobs of no schedule.
bool begin_run(store::Session& session, const Job& job, Timestamp now);
void end_run(store::Session& session, const Job& job, const End& end, Timestamp now);
/// For handlers that can stop between two steps.
bool is_cancelled(store::Session& session, const Job& job);

/// Retention: removes at most `limit` runs that ended before `before`. Returns how many.
std::int64_t remove_runs(store::Session& session, Timestamp before, std::size_t limit);

}  // namespace patchbay::jobs
