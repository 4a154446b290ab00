#include "hub/jobs/held_leases.h"

namespace patchbay::jobs {

std::string update_held(const store::Session& session, const std::string& changes,
                        const std::string& returning) {
  const std::string update = "UPDATE jobs SET " + changes;
  const std::string is_held =
      "jobs.id = r.job_id AND jobs.lease = r.fence AND state = 'open' AND lease_until > 0 "
      "RETURNING " +
      returning;
  if (!session.is_postgresql()) return update + " FROM {rows} AS r WHERE " + is_held;
  // The array keeps the planner from reading all jobs, finished ones too, for a join of so many.
  return "WITH r AS MATERIALIZED (SELECT * FROM {rows} AS given) " + update +
         " FROM r WHERE jobs.id = ANY (ARRAY(SELECT job_id FROM r)) AND " + is_held;
}

}  // namespace patchbay::jobs
