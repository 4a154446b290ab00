// Leases: claim, renew, finish, release. Enqueue and look-ups are in queue_store.cpp.
#include <algorithm>
#include <set>

#include "hub/jobs/queue.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {
namespace {

using store::ColumnType;
using store::Rows;
using store::Session;

constexpr const char* state_after(const End& end) {
  constexpr const char* states[] = {"done", "ready", "ready", "dead"};
  return states[end.index()];
}

std::string reason_of(const End& end) {
  if (const auto* again = std::get_if<Again>(&end)) return again->reason;
  if (const auto* dead = std::get_if<Dead>(&end)) return dead->reason;
  return {};
}

/// Which of `asked` are among the leases that a statement changed.
template <class T>
std::vector<bool> counted(std::span<const T> asked,
                          const std::set<std::pair<std::int64_t, std::int64_t>>& changed) {
  std::vector<bool> answers;
  answers.reserve(asked.size());
  for (const auto& one : asked) answers.push_back(changed.contains({one.id, one.lease}));
  return answers;
}

}  // namespace

std::vector<Job> claim(Session& session, std::span<const Want> wants, const std::string& worker,
                       Duration lease) {
  // PostgreSQL: hubs that claim at once step over each other's rows. SQLite has one writer.
  const std::string picked =
      "WITH picked AS MATERIALIZED (SELECT id AS picked_id FROM jobs WHERE kind = :kind "
      "AND state IN ('ready', 'leased') AND due_at <= " +
      std::string(now_sql(session)) + " ORDER BY due_at, id LIMIT :most" +
      (session.is_postgresql() ? " FOR UPDATE SKIP LOCKED" : "") + ") ";
  const std::string sql =
      picked +
      "UPDATE jobs SET attempt = attempt + 1, lease = lease + 1, worker = :worker, "
      "interrupted = CASE WHEN state = 'leased' THEN 1 ELSE interrupted END, state = 'leased', "
      "due_at = " +
      now_sql(session) +
      " + :duration FROM picked WHERE jobs.id = picked.picked_id RETURNING id, organisation_id, "
      "kind, job_key, payload, partner, attempt, interrupted, lease, faults";
  std::vector<Job> jobs;
  for (const auto& want : wants) {
    const auto add = [&](std::int64_t id, std::string organisation, std::string kind,
                         std::string key, std::string payload, std::string partner, int attempt,
                         bool interrupted, std::int64_t fence, int faults) {
      jobs.push_back({id, std::move(organisation), std::move(kind), std::move(key),
                      std::move(payload), std::move(partner), attempt, interrupted, fence, faults});
    };
    store::query(session, sql,
                 {{"kind", want.kind},
                  {"most", want.limit},
                  {"worker", worker},
                  {"duration", lease.count()},
                  {"now", machine_now()}},
                 add);
  }
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.id < b.id; });
  return jobs;
}

std::vector<bool> renew(Session& session, std::span<const Lease> held, Duration lease) {
  Rows rows({{"job_id", ColumnType::integer}, {"fence", ColumnType::integer}});
  rows.reserve(held.size());
  for (const auto& one : held) rows.add(one.id).add(one.lease);
  std::set<std::pair<std::int64_t, std::int64_t>> renewed;
  const std::string sql = "UPDATE jobs SET due_at = " + std::string(now_sql(session)) +
                          " + :duration FROM {rows} AS r WHERE jobs.id = r.job_id AND "
                          "jobs.lease = r.fence AND state = 'leased' RETURNING id, lease";
  const auto add = [&](std::int64_t id, std::int64_t fence) { renewed.emplace(id, fence); };
  store::query(session, sql, rows, {{"duration", lease.count()}, {"now", machine_now()}}, add);
  return counted(held, renewed);
}

std::vector<bool> finish(Session& session, std::span<const Finished> finished) {
  Rows rows({{"job_id", ColumnType::integer},
             {"fence", ColumnType::integer},
             {"new_state", ColumnType::text},
             {"new_due_at", ColumnType::integer},
             {"new_reason", ColumnType::text},
             {"new_faults", ColumnType::integer}});
  rows.reserve(finished.size());
  for (const auto& [id, lease, end, faults] : finished) {
    const auto* again = std::get_if<Again>(&end);
    rows.add(id)
        .add(lease)
        .add(state_after(end))
        .add(again ? again->at : Timestamp{0})
        .add(reason_of(end))
        .add(std::int64_t{faults});
  }
  std::set<std::pair<std::int64_t, std::int64_t>> changed;
  const auto add = [&](std::int64_t id, std::int64_t fence) { changed.emplace(id, fence); };
  store::query(session,
               "UPDATE jobs SET state = r.new_state, due_at = r.new_due_at, reason = r.new_reason, "
               "faults = r.new_faults, interrupted = 0, worker = '' FROM {rows} AS r WHERE jobs.id "
               "= r.job_id AND "
               "jobs.lease = r.fence AND state = 'leased' RETURNING id, lease",
               rows, {}, add);
  return counted(finished, changed);
}

std::int64_t release_leases(Session& session, const std::string& worker) {
  const std::string sql =
      "UPDATE jobs SET state = 'ready', interrupted = 1, worker = '', due_at = " +
      std::string(now_sql(session)) +
      " WHERE worker = :worker AND state IN ('ready', 'leased') AND "
      "state = 'leased'";
  return store::execute(session, sql, {{"worker", worker}, {"now", machine_now()}});
}

}  // namespace patchbay::jobs
