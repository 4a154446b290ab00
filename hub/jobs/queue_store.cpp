// Enqueue, revive and look-ups. Cancel and purge are in upkeep_store.cpp, leases in
// lease_store.cpp.
#include "hub/base/result.h"
#include "hub/jobs/lanes.h"
#include "hub/jobs/new_job.h"
#include "hub/jobs/queue.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {

using store::ColumnType;
using store::Session;

namespace {

/// Workers look by themselves this often (WorkerOptions::idle_poll): what is due later needs no
/// signal, and signals make commits wait for each other on PostgreSQL.
constexpr Duration signal_ahead(1'000'000);

store::Rows rows_of(std::span<const NewJob> jobs) {
  store::Rows rows({{"position", ColumnType::integer},
                    {"organisation_id", ColumnType::text},
                    {"kind", ColumnType::text},
                    {"job_key", ColumnType::text},
                    {"payload", ColumnType::text},
                    {"partner", ColumnType::text},
                    {"lane", ColumnType::text},
                    {"priority", ColumnType::integer},
                    {"due_at", ColumnType::integer}});
  rows.reserve(jobs.size());
  for (const auto& job : jobs) {
    if (const auto checked = check(job); !checked) throw ErrorException(checked.error());
    rows.add(rows.size()).add(job.organisation).add(job.kind).add(job.key).add(job.payload);
    rows.add(job.partner).add(job.lane).add(static_cast<int>(job.priority)).add(job.run_at);
  }
  return rows;
}

}  // namespace

void enqueue(Session& session, std::span<const NewJob> jobs, Timestamp now) {
  if (jobs.empty()) return;
  const auto rows = rows_of(jobs);
  Lanes lanes;
  bool is_due = false;
  for (const auto& job : jobs) {
    if (!job.lane.empty()) lanes.emplace(job.organisation, job.lane);
    is_due = is_due || job.run_at <= now + signal_ahead;
  }
  lock_lanes(session, lanes);
  // In order, so that jobs that are due at the same time run in the order they were given.
  store::execute(
      session,
      "INSERT INTO jobs (organisation_id, kind, job_key, payload, partner, lane, priority, state, "
      "due_at, attempt, faults, interruptions, lease, lease_until, worker, cancel_wanted, reason, "
      "created_at, ended_at) SELECT organisation_id, kind, job_key, payload, partner, lane, "
      "priority, CASE WHEN lane = '' THEN 'open' ELSE 'waiting' END, due_at, 0, 0, 0, 0, 0, '', 0, "
      "'', CAST(:created AS BIGINT), 0 FROM {rows} AS r WHERE true ORDER BY r.position "
      "ON CONFLICT (organisation_id, kind, job_key) DO NOTHING",
      rows, {{"created", now}});
  open_lanes(session, lanes);
  if (is_due) wake_workers(session);
}

bool revive(Session& session, const OrganisationId& organisation, const std::string& kind,
            const std::string& key, Timestamp run_at) {
  std::optional<std::string> lane;
  store::query(
      session,
      "UPDATE jobs SET state = CASE WHEN lane = '' THEN 'open' ELSE 'waiting' END, due_at "
      "= :run_at, attempt = 0, faults = 0, interruptions = 0, cancel_wanted = 0, reason = "
      "'', ended_at = 0 WHERE organisation_id = :organisation AND kind = :kind AND "
      "job_key = :job_key AND state NOT IN ('open', 'waiting') RETURNING lane",
      {{"run_at", run_at}, {"organisation", organisation}, {"kind", kind}, {"job_key", key}},
      [&](std::string of_job) { lane = std::move(of_job); });
  if (!lane) return false;
  if (!lane->empty()) advance_lanes(session, {{organisation, *lane}});
  wake_workers(session);
  return true;
}

std::int64_t hasten(Session& session, const OrganisationId& organisation, const std::string& kind,
                    std::span<const std::string> keys, Timestamp now) {
  if (keys.empty()) return 0;
  store::Rows rows({{"job_key", ColumnType::text}});
  for (const auto& key : keys) rows.add(key);
  const auto moved = store::execute(
      session,
      "UPDATE jobs SET due_at = :now WHERE organisation_id = :organisation AND kind = :kind AND "
      "job_key IN (SELECT job_key FROM {rows} AS r) AND state = 'open' AND lease_until = 0 AND "
      "due_at > :now",
      rows, {{"now", now}, {"organisation", organisation}, {"kind", kind}});
  if (moved > 0) wake_workers(session);
  return moved;
}

bool is_at_end(Session& session, const OrganisationId& organisation, const std::string& kind,
               const std::string& key) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT COUNT(*) FROM jobs WHERE organisation_id = :organisation AND kind = :kind AND "
             "job_key = :job_key AND state NOT IN ('open', 'waiting')",
             {{"organisation", organisation}, {"kind", kind}, {"job_key", key}}) == 1;
}

Counts count(Session& session) {
  Counts counts;
  const auto add = [&](std::string state, bool is_leased, std::int64_t jobs) {
    if (state == "open" || state == "waiting") (is_leased ? counts.leased : counts.ready) += jobs;
    if (state == "done") counts.done = jobs;
    if (state == "dead") counts.dead = jobs;
  };
  store::query(session,
               "SELECT state, CASE WHEN lease_until > 0 THEN 1 ELSE 0 END AS leased, COUNT(*) "
               "FROM jobs GROUP BY 1, 2",
               add);
  return counts;
}

std::int64_t count_open(Session& session, const OrganisationId& organisation,
                        std::span<const std::string_view> kinds) {
  store::Rows rows({{"kind", ColumnType::text}});
  for (const auto kind : kinds) rows.add(kind);
  std::int64_t open = 0;
  store::query(session,
               "SELECT COUNT(*) FROM {rows} AS r CROSS JOIN jobs AS j WHERE j.kind = r.kind"
               " AND j.organisation_id = :organisation AND j.state = 'open'",
               rows, {{"organisation", organisation}}, [&](std::int64_t count) { open = count; });
  return open;
}

}  // namespace patchbay::jobs
