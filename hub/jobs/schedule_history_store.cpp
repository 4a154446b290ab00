#include "hub/jobs/schedule_runs.h"
#include "hub/store/query.h"

namespace patchbay::jobs {

std::vector<ScheduleRun> list_runs(store::Session& session, const OrganisationId& organisation,
                                   const std::string& schedule, std::int64_t before,
                                   std::size_t limit) {
  std::vector<ScheduleRun> runs;
  store::query(
      session,
      "SELECT id, occurrence, cause, job_key, fired_at, started_at, ended_at, outcome, reason, "
      "attempts FROM schedule_runs WHERE organisation_id = :organisation AND "
      "schedule_id = :schedule AND id < :before ORDER BY id DESC LIMIT :limit",
      {{"organisation", organisation},
       {"schedule", schedule},
       {"before", before == 0 ? INT64_MAX : before},
       {"limit", limit}},
      [&](std::int64_t id, Timestamp occurrence, std::string cause, std::string job_key,
          Timestamp fired_at, std::optional<Timestamp> started_at,
          std::optional<Timestamp> ended_at, std::string outcome, std::string reason,
          std::int64_t attempts) {
        runs.push_back({id, occurrence, std::move(cause), std::move(job_key), fired_at, started_at,
                        ended_at, std::move(outcome), std::move(reason), attempts});
      });
  return runs;
}

std::int64_t remove_runs(store::Session& session, Timestamp before, std::size_t limit) {
  return store::execute(session,
                        "DELETE FROM schedule_runs WHERE id IN (SELECT id FROM schedule_runs "
                        "WHERE ended_at IS NOT NULL AND ended_at < :before ORDER BY ended_at "
                        "LIMIT :limit)",
                        {{"before", before}, {"limit", limit}});
}

}  // namespace patchbay::jobs
