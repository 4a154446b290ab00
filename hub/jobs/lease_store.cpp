// Leases: what waits, claim, renew, release. Their ends are in finish_store.cpp.
#include <algorithm>
#include <unordered_map>

#include "hub/jobs/held_leases.h"
#include "hub/jobs/leases.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {
namespace {

using store::ColumnType;
using store::Rows;
using store::Session;

constexpr std::size_t sources_max = 1'000;  // that claim_kind() looks at

/// Joins `from` with j, the open job that comes first in the next source and priority after it.
std::string join_next(const Session& session, const std::string& from) {
  // SQLite seeks by all four columns only when what they are compared with are no columns, and to
  // the first row that is not less: hence the "|| ''" and the latest due_at there is. Else it would
  // read all jobs of the source that is left behind.
  const std::string next =
      " FROM jobs x WHERE x.kind = " + from +
      ".kind AND x.state = 'open' AND (x.organisation_id, x.partner, x.priority, x.due_at) > (" +
      from + ".organisation_id || '', " + from + ".partner || '', " + from +
      ".priority + 0, 9223372036854775807) ORDER BY x.organisation_id, x.partner, x.priority, "
      "x.due_at, x.id LIMIT 1)";
  // SQLite has no LATERAL; PostgreSQL would read all jobs to join them by id.
  if (session.is_postgresql())
    return " CROSS JOIN LATERAL (SELECT x.kind, x.organisation_id, x.partner, x.priority" + next +
           " AS j WHERE true";
  return " CROSS JOIN jobs j WHERE j.id = (SELECT x.id" + next;
}

/// The jobs to claim of one want, which is given as `want`.column or :column.
std::string due_jobs(const Session& session, const std::string& want) {
  const std::string now = now_sql(session);
  return "SELECT id FROM jobs WHERE kind = " + want + "kind AND organisation_id = " + want +
         "organisation_id AND partner = " + want + "partner AND priority = " + want +
         "priority AND state = 'open' AND due_at <= " + now + " AND lease_until <= " + now +
         " ORDER BY due_at, id LIMIT " + want + "most";
}

std::string claim_sql(const Session& session) {
  // PostgreSQL: hubs that claim at once step over each other's rows; an array, since the planner
  // would take a join of so many rows for a reason to read the whole table. SQLite has one writer,
  // and no LATERAL: it gets its wants one by one, which costs no round trip.
  const std::string picked =
      session.is_postgresql()
          ? "id = ANY (ARRAY(SELECT p.id FROM {rows} AS r CROSS JOIN LATERAL (" +
                due_jobs(session, "r.") + " FOR UPDATE SKIP LOCKED) AS p))"
          : "id IN (" + due_jobs(session, ":") + ")";
  return "UPDATE jobs SET attempt = attempt + 1, lease = lease + 1, worker = :worker, "
         "interruptions = interruptions + CASE WHEN lease_until > 0 THEN 1 ELSE 0 END, "
         "lease_until = " +
         std::string(now_sql(session)) + " + :duration WHERE " + picked +
         " RETURNING id, organisation_id, kind, job_key, payload, partner, attempt, lease, faults, "
         "interruptions, cancel_wanted, lane";
}

}  // namespace

std::vector<Waiting> list_waiting(Session& session, std::span<const Cursor> cursors,
                                  std::size_t limit) {
  Rows rows({{"kind", ColumnType::text},
             {"organisation_id", ColumnType::text},
             {"partner", ColumnType::text},
             {"priority", ColumnType::integer}});
  for (const auto& [after, priority] : cursors)
    rows.add(after.kind).add(after.organisation).add(after.partner).add(priority);
  // A loose index scan: from one source to the next, however many jobs lie between.
  const std::string sql =
      "WITH RECURSIVE found (step, kind, organisation_id, partner, priority) AS ("
      "SELECT 1, j.kind, j.organisation_id, j.partner, j.priority FROM {rows} AS r" +
      join_next(session, "r") +
      " UNION ALL SELECT f.step + 1, j.kind, j.organisation_id, j.partner, j.priority FROM found "
      "f" +
      join_next(session, "f") +
      " AND f.step < :most"
      ") SELECT f.kind, f.organisation_id, f.partner, f.priority, (SELECT d.due_at FROM jobs d "
      "WHERE d.kind = f.kind AND d.organisation_id = f.organisation_id AND d.partner = f.partner "
      "AND d.priority = f.priority AND d.state = 'open' AND d.lease_until <= " +
      now_sql(session) + " ORDER BY d.due_at, d.id LIMIT 1) - " + now_sql(session) +
      " FROM found f ORDER BY f.kind, f.organisation_id, f.partner, f.priority";
  std::vector<Waiting> waiting;
  const auto add = [&](std::string kind, std::string organisation, std::string partner,
                       int priority, std::optional<std::int64_t> wait) {
    std::optional<Duration> due_in;
    if (wait) due_in = Duration(std::max<std::int64_t>(*wait, 0));
    waiting.push_back({{std::move(kind), std::move(organisation), std::move(partner)},
                       static_cast<Priority>(priority),
                       due_in});
  };
  store::query(session, sql, rows, {{"most", limit}, {"now", machine_now()}}, add);
  return waiting;
}

std::vector<Job> claim(Session& session, std::span<const Want> wants, const std::string& worker,
                       Duration lease) {
  std::vector<Job> jobs;
  const auto add = [&](std::int64_t id, std::string organisation, std::string kind, std::string key,
                       std::string payload, std::string partner, int attempt, std::int64_t fence,
                       int faults, int interruptions, bool cancel_wanted, std::string lane) {
    jobs.push_back({id, std::move(organisation), std::move(kind), std::move(key),
                    std::move(payload), std::move(partner), attempt, interruptions > 0, fence,
                    faults, interruptions, cancel_wanted, std::move(lane)});
  };
  const std::string sql = claim_sql(session);
  if (session.is_postgresql() && !wants.empty()) {
    Rows rows({{"kind", ColumnType::text},
               {"organisation_id", ColumnType::text},
               {"partner", ColumnType::text},
               {"priority", ColumnType::integer},
               {"most", ColumnType::integer}});
    for (const auto& [source, priority, limit] : wants)
      rows.add(source.kind)
          .add(source.organisation)
          .add(source.partner)
          .add(static_cast<int>(priority))
          .add(limit);
    store::query(session, sql, rows, {{"worker", worker}, {"duration", lease.count()}}, add);
  } else {
    for (const auto& [source, priority, limit] : wants)
      store::query(session, sql,
                   {{"kind", source.kind},
                    {"organisation_id", source.organisation},
                    {"partner", source.partner},
                    {"priority", static_cast<int>(priority)},
                    {"most", limit},
                    {"worker", worker},
                    {"duration", lease.count()},
                    {"now", machine_now()}},
                   add);
  }
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.id < b.id; });
  return jobs;
}

std::vector<Job> claim_kind(Session& session, const std::string& kind, std::size_t limit,
                            const std::string& worker, Duration lease) {
  std::vector<Job> jobs;
  const Cursor start{{kind, "", ""}, -1};
  for (const auto& [source, priority, due_in] :
       list_waiting(session, std::span(&start, 1), sources_max)) {
    if (due_in != Duration::zero() || jobs.size() >= limit) continue;
    const Want want{source, priority, limit - jobs.size()};
    auto some = claim(session, std::span(&want, 1), worker, lease);
    std::move(some.begin(), some.end(), std::back_inserter(jobs));
  }
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.id < b.id; });
  return jobs;
}

std::vector<Renewal> renew(Session& session, std::span<const Lease> held, Duration lease) {
  Rows rows({{"job_id", ColumnType::integer}, {"fence", ColumnType::integer}});
  rows.reserve(held.size());
  for (const auto& one : held) rows.add(one.id).add(one.lease);
  std::unordered_map<std::int64_t, bool> renewed;  // by id: whether a cancel is wanted
  const std::string sql =
      update_held(session, "lease_until = " + std::string(now_sql(session)) + " + :duration",
                  "id, cancel_wanted");
  const auto add = [&](std::int64_t id, bool cancel_wanted) { renewed[id] = cancel_wanted; };
  store::query(session, sql, rows, {{"duration", lease.count()}, {"now", machine_now()}}, add);
  std::vector<Renewal> answers;
  answers.reserve(held.size());
  for (const auto& one : held) {
    const auto found = renewed.find(one.id);
    answers.push_back({found != renewed.end(), found != renewed.end() && found->second});
  }
  return answers;
}

std::int64_t release_leases(Session& session, const std::string& worker) {
  return store::execute(session,
                        "UPDATE jobs SET interruptions = interruptions + 1, lease_until = 0 WHERE "
                        "worker = :worker AND state = 'open' AND lease_until > 0",
                        {{"worker", worker}});
}

}  // namespace patchbay::jobs
