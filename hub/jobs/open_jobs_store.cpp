#include "hub/jobs/open_jobs.h"

#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {

std::map<std::string, OpenJob> find_open(store::Session& session,
                                         const OrganisationId& organisation,
                                         const std::string& kind,
                                         std::span<const std::string> keys) {
  std::map<std::string, OpenJob> open;
  if (keys.empty()) return open;
  store::Rows rows({{"wanted", store::ColumnType::text}});
  for (const auto& key : keys) rows.add(key);
  store::query(
      session,
      "SELECT j.job_key, j.due_at, j.lease_until, j.state, j.reason FROM {rows} AS r CROSS JOIN "
      "jobs j WHERE j.job_key = r.wanted AND j.organisation_id = :organisation AND j.kind = :kind "
      "AND j.state IN ('open', 'waiting')",
      rows, {{"organisation", organisation}, {"kind", kind}},
      [&](std::string key, Timestamp due_at, std::int64_t lease_until, std::string state,
          std::string reason) {
        open[std::move(key)] = {due_at, lease_until > 0, state == "waiting", std::move(reason)};
      });
  return open;
}

}  // namespace patchbay::jobs
