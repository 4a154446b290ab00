// Cancel and purge.
#include "hub/jobs/lanes.h"
#include "hub/jobs/queue.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {

using store::ColumnType;
using store::Session;

namespace {

/// Before the row: whoever ends a lane's first job locks the lane and opens the next, maybe this.
void lock_lane_of(Session& session, const OrganisationId& organisation, const std::string& kind,
                  const std::string& key) {
  if (!session.is_postgresql()) return;
  const auto lane = store::query_value<std::string>(
      session,
      "SELECT lane FROM jobs WHERE organisation_id = :organisation AND kind = :kind AND job_key = "
      ":job_key",
      {{"organisation", organisation}, {"kind", kind}, {"job_key", key}});
  if (lane && !lane->empty()) lock_lanes(session, {{organisation, *lane}});
}

}  // namespace

Cancelled cancel(Session& session, const OrganisationId& organisation, const std::string& kind,
                 const std::string& key) {
  lock_lane_of(session, organisation, kind, key);
  auto answer = Cancelled::no;
  std::string freed;
  const auto add = [&](std::string state, std::string lane) {
    answer = state == "cancelled" ? Cancelled::now : Cancelled::wanted;
    if (answer == Cancelled::now) freed = std::move(lane);
  };
  const std::string sql =
      "UPDATE jobs SET cancel_wanted = 1, ended_at = CASE WHEN lease_until > 0 THEN 0 ELSE " +
      std::string(now_sql(session)) +
      " END, state = CASE WHEN lease_until > 0 THEN state ELSE 'cancelled' END WHERE "
      "organisation_id = :organisation AND kind = :kind AND job_key = :job_key AND state IN "
      "('open', 'waiting') RETURNING state, lane";
  store::query(
      session, sql,
      {{"organisation", organisation}, {"kind", kind}, {"job_key", key}, {"now", machine_now()}},
      add);
  if (!freed.empty()) advance_lanes(session, {{organisation, freed}});
  return answer;
}

std::int64_t purge(Session& session, Timestamp ended_before, std::size_t limit) {
  store::Rows ids({{"job_id", ColumnType::integer}});
  store::query(session,
               "SELECT id FROM jobs WHERE state IN ('done', 'cancelled', 'discarded') AND ended_at "
               "< :ended_before ORDER BY ended_at LIMIT :most",
               {{"ended_before", ended_before}, {"most", limit}},
               [&](std::int64_t id) { ids.add(id); });
  store::execute(session,
                 "DELETE FROM job_failures WHERE job_id IN (SELECT job_id FROM {rows} AS r)", ids);
  // Somebody may have revived one in between.
  return store::execute(session,
                        "DELETE FROM jobs WHERE id IN (SELECT job_id FROM {rows} AS r) AND state "
                        "IN ('done', 'cancelled', 'discarded')",
                        ids);
}

}  // namespace patchbay::jobs
