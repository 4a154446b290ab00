#include "hub/base/result.h"
#include "hub/jobs/queue.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {

using store::ColumnType;
using store::Session;

void enqueue(Session& session, std::span<const NewJob> jobs, Timestamp now) {
  store::Rows rows({{"position", ColumnType::integer},
                    {"organisation_id", ColumnType::text},
                    {"kind", ColumnType::text},
                    {"job_key", ColumnType::text},
                    {"payload", ColumnType::text},
                    {"partner", ColumnType::text},
                    {"due_at", ColumnType::integer}});
  rows.reserve(jobs.size());
  for (const auto& job : jobs) {
    if (job.key.empty())
      throw ErrorException(internal("a job of kind \"" + job.kind + "\" was enqueued without key"));
    rows.add(rows.size()).add(job.organisation).add(job.kind).add(job.key);
    rows.add(job.payload).add(job.partner).add(job.run_at);
  }
  // In order, so that jobs that are due at the same time run in the order they were given.
  store::execute(
      session,
      "INSERT INTO jobs (organisation_id, kind, job_key, payload, partner, state, "
      "due_at, attempt, faults, interrupted, lease, worker, reason, created_at) "
      "SELECT organisation_id, kind, job_key, payload, partner, 'ready', due_at, 0, 0, "
      "0, 0, '', '', CAST(:created AS BIGINT) FROM {rows} AS r WHERE true ORDER BY r.position "
      "ON CONFLICT (organisation_id, kind, job_key) DO NOTHING",
      rows, {{"created", now}});
}

bool revive(Session& session, const OrganisationId& organisation, const std::string& kind,
            const std::string& key, Timestamp run_at) {
  return store::execute(
             session,
             "UPDATE jobs SET state = 'ready', due_at = :run_at, attempt = 0, "
             "faults = 0, interrupted = 0, reason = '' WHERE organisation_id = :organisation AND "
             "kind = :kind AND job_key = :job_key AND state IN ('done', 'dead')",
             {{"run_at", run_at},
              {"organisation", organisation},
              {"kind", kind},
              {"job_key", key}}) == 1;
}

bool is_at_end(Session& session, const OrganisationId& organisation, const std::string& kind,
               const std::string& key) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT COUNT(*) FROM jobs WHERE organisation_id = :organisation AND kind = :kind AND "
             "job_key = :job_key AND state IN ('done', 'dead')",
             {{"organisation", organisation}, {"kind", kind}, {"job_key", key}}) == 1;
}

Counts count(Session& session) {
  Counts counts;
  const auto add = [&](std::string state, std::int64_t jobs) {
    if (state == "ready") counts.ready = jobs;
    if (state == "leased") counts.leased = jobs;
    if (state == "done") counts.done = jobs;
    if (state == "dead") counts.dead = jobs;
  };
  store::query(session, "SELECT state, COUNT(*) FROM jobs GROUP BY state", add);
  return counts;
}

std::optional<Duration> next_due_in(Session& session, std::span<const std::string> kinds) {
  std::optional<Duration> soonest;
  const std::string sql = "SELECT MIN(due_at) - " + std::string(now_sql(session)) +
                          " FROM jobs WHERE kind = :kind AND state IN ('ready', 'leased')";
  for (const auto& kind : kinds) {
    const auto wait =
        store::query_value<std::int64_t>(session, sql, {{"kind", kind}, {"now", machine_now()}});
    if (!wait) continue;
    const Duration until(std::max<std::int64_t>(*wait, 0));
    if (!soonest || until < *soonest) soonest = until;
  }
  return soonest;
}

}  // namespace patchbay::jobs
