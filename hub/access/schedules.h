#pragma once
// Changes of schedules with their audit rows: what API, configuration and command line share.

#include "hub/jobs/schedule_runs.h"
#include "hub/jobs/schedules.h"

namespace patchbay::access {

/// Who changes a schedule, from where and why.
struct Changer {
  std::string actor;
  std::string origin = "api";  ///< "config" for the configuration, "policy" for the active policy
  std::string reason = {};
  std::string address = {};  ///< of the client; empty for a command or the configuration
};

/// Creates or, with `replaces`, replaces. Errors: invalid (the id); conflict: it is there, or is
/// declared in the configuration; not_found: nothing to replace; refused: too many.
Result<jobs::PutResult> put_schedule(store::Session& session, jobs::NewSchedule schedule,
                                     bool replaces, const Changer& changer);
/// Errors: not_found; conflict: declared in the configuration.
Result<void> remove_schedule(store::Session& session, const OrganisationId& organisation,
                             const std::string& id, const Changer& changer);
/// Nothing happens when it is so already. Errors: not_found.
Result<void> pause_schedule(store::Session& session, const OrganisationId& organisation,
                            const std::string& id, bool paused, const Changer& changer);
/// Returns the key of the run's job. Errors: not_found.
Result<std::string> run_schedule(store::Session& session, const OrganisationId& organisation,
                                 const std::string& id, const Changer& changer);
/// Errors: not_found; as jobs::backfill().
Result<jobs::BackfillCounts> backfill_schedule(store::Session& session,
                                               const OrganisationId& organisation,
                                               const std::string& id, Timestamp from, Timestamp to,
                                               bool dry_run, const Changer& changer);
/// Errors: not_found.
Result<jobs::StoredSchedule> need_stored_schedule(store::Session& session,
                                                  const OrganisationId& organisation,
                                                  const std::string& id);
/// Errors: not_found; conflict: what is stored cannot be read.
Result<jobs::Schedule> need_schedule(store::Session& session, const OrganisationId& organisation,
                                     const std::string& id);

/// The schedules of the configuration, at start: new and changed ones are written, those that it
/// does not declare any more go; all others stay.
void declare_schedules(store::Session& session, const OrganisationId& organisation,
                       const std::vector<jobs::NewSchedule>& declared);

}  // namespace patchbay::access
