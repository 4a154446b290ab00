#pragma once
// Schedules as rows. Every change signals the channel "schedules" to all hubs.

#include <string>
#include <vector>

#include "hub/jobs/schedule.h"
#include "hub/jobs/store_clock.h"  // what schedules go by, so that hubs agree
#include "hub/store/session.h"

namespace patchbay::jobs {

/// An organisation's schedules.
constexpr std::size_t schedules_max = 1000;

struct NewSchedule {
  OrganisationId organisation;
  std::string id;
  Definition definition;
  std::string payload;
  std::string origin;  ///< "config", "policy" or "api"
};
enum class PutResult { created, changed, same };
/// Returns false when there is one of that id, also one that another hub makes at this moment.
/// Throws ErrorException (refused) over `schedules_max`.
bool create_schedule(store::Session& session, const NewSchedule& schedule, Timestamp now);
/// Creates or replaces. The same times again keep what was missed in a downtime or waits out its
/// jitter. Other times count from `now`: what was due under the old ones is fired before, and what
/// waited out its jitter is written into the history as skipped. A paused schedule stays paused.
/// Throws ErrorException: refused over `schedules_max`; conflict when the one that is there has
/// another origin.
PutResult put_schedule(store::Session& session, const NewSchedule& schedule, Timestamp now);

std::optional<StoredSchedule> find_schedule(store::Session& session,
                                            const OrganisationId& organisation,
                                            const std::string& id);
/// In order of id.
std::vector<StoredSchedule> list_schedules(store::Session& session,
                                           const OrganisationId& organisation);
/// Its history stays. Returns false when there was none.
bool remove_schedule(store::Session& session, const OrganisationId& organisation,
                     const std::string& id);
/// What falls into a pause is not made up for; what was due before it is fired, and what waited out
/// its jitter is written into the history as skipped. Returns false when nothing changed.
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
