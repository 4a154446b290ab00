#pragma once
// Schedules as rows. Every change signals the channel "schedules" to all hubs.

#include <string>
#include <vector>

#include "hub/jobs/schedule.h"
#include "hub/store/session.h"

namespace patchbay::jobs {

/// An organisation's schedules.
constexpr std::size_t schedules_max = 1000;

/// The database's time (SQLite: the machine's): what schedules go by, so that hubs agree.
Timestamp store_now(store::Session& session);

struct NewSchedule {
  OrganisationId organisation;
  std::string id;
  Definition definition;
  std::string payload;
  std::string origin;  ///< "config" or "api"
};
enum class PutResult { created, changed, same };
/// Creates or replaces. The same definition again changes nothing, so that what was missed in a
/// downtime is still known; another one counts from `now`. A paused schedule stays paused.
/// Throws ErrorException (refused) over `schedules_max`.
PutResult put_schedule(store::Session& session, const NewSchedule& schedule, Timestamp now);

std::optional<Schedule> find_schedule(store::Session& session, const OrganisationId& organisation,
                                      const std::string& id);
/// In order of id.
std::vector<Schedule> list_schedules(store::Session& session, const OrganisationId& organisation);
/// Its history stays. Returns false when there was none.
bool remove_schedule(store::Session& session, const OrganisationId& organisation,
                     const std::string& id);
/// What falls into a pause is not made up for. Returns false when nothing changed.
bool set_paused(store::Session& session, const Schedule& schedule, bool paused, Timestamp now);

/// Enqueues a run beside the schedule's times, paused or not; it waits for the runs before it.
/// Returns its key among the jobs.
std::string run_now(store::Session& session, const Schedule& schedule, Timestamp now);

constexpr std::size_t backfill_max = 1000;
struct BackfillCounts {
  std::size_t occurrences = 0;  ///< in the period
  std::size_t taken = 0;        ///< that run, wait, succeeded or were backfilled before
  std::size_t enqueued = 0;     ///< the others
};
/// Runs what a period [from, to) holds and has not run. With `dry_run` only counts (`enqueued` is
/// what would be).
/// Errors: invalid: an empty period, one that ends after `now`, over `backfill_max` occurrences.
Result<BackfillCounts> backfill(store::Session& session, const Schedule& schedule, Timestamp from,
                                Timestamp to, bool dry_run, Timestamp now);

/// Decides and does what is due by `now`, at most `limit` schedules, each in the hands of one hub
/// at a time. Jobs and history commit with the caller's transaction.
struct FiredCounts {
  std::size_t schedules = 0;  ///< looked at; `limit`: there may be more
  std::size_t jobs = 0;
};
FiredCounts fire_due(store::Session& session, std::size_t limit, Timestamp now);

/// How long until the next schedule is due, by `now`; nothing when none is.
std::optional<Duration> next_schedule_in(store::Session& session, Timestamp now);

}  // namespace patchbay::jobs
