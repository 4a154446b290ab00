#include <algorithm>
#include <limits>

#include "hub/jobs/dead_letters.h"
#include "hub/jobs/lanes.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {
namespace {

using store::ColumnType;
using store::Rows;
using store::Session;

constexpr const char* matches =
    "state = 'dead' AND (:organisation = '' OR organisation_id = :organisation) AND (:kind = '' OR "
    "kind = :kind) AND (:partner = '' OR partner = :partner) AND (:job_key = '' OR job_key = "
    ":job_key) AND ended_at >= :since AND ended_at < :until AND (:reason = '' OR lower(reason) "
    "LIKE :reason ESCAPE '!')";

constexpr const char* columns =
    "id, organisation_id, kind, job_key, partner, lane, payload, reason, attempt, created_at, "
    "ended_at";

/// A LIKE pattern for "contains", in lower case.
std::string pattern_of(const std::string& part) {
  if (part.empty()) return {};
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return pattern + "%";
}

constexpr Timestamp forever{std::numeric_limits<std::int64_t>::max()};

Rows rows_of(std::span<const std::int64_t> ids) {
  Rows rows({{"job_id", ColumnType::integer}});
  rows.reserve(ids.size());
  for (const auto id : ids) rows.add(id);
  return rows;
}

auto add_to(std::vector<DeadLetter>& letters) {
  return [&letters](std::int64_t id, std::string organisation, std::string kind, std::string key,
                    std::string partner, std::string lane, std::string payload, std::string reason,
                    int attempt, Timestamp created_at, Timestamp died_at) {
    letters.push_back({id, std::move(organisation), std::move(kind), std::move(key),
                       std::move(partner), std::move(lane), std::move(payload), std::move(reason),
                       attempt, created_at, died_at});
  };
}

}  // namespace

std::vector<DeadLetter> list_dead(Session& session, const DeadFilter& filter, std::int64_t before,
                                  std::size_t limit) {
  std::vector<DeadLetter> letters;
  const std::string reason = pattern_of(filter.reason);
  store::query(session,
               std::string("SELECT ") + columns + " FROM jobs WHERE " + matches +
                   " AND id < :before ORDER BY id DESC LIMIT :most",
               {{"organisation", filter.organisation},
                {"kind", filter.kind},
                {"partner", filter.partner},
                {"job_key", filter.key},
                {"since", filter.since.value_or(Timestamp{0})},
                {"until", filter.until.value_or(forever)},
                {"reason", reason},
                {"before", before > 0 ? before : forever.micros},
                {"most", limit}},
               add_to(letters));
  return letters;
}

std::optional<DeadLetter> find_dead(Session& session, const OrganisationId& organisation,
                                    std::int64_t id) {
  std::vector<DeadLetter> letters;
  store::query(session,
               std::string("SELECT ") + columns +
                   " FROM jobs WHERE id = :id AND organisation_id = :organisation AND state = "
                   "'dead'",
               {{"id", id}, {"organisation", organisation}}, add_to(letters));
  if (letters.empty()) return std::nullopt;
  return std::move(letters.front());
}

std::int64_t count_dead(Session& session, const DeadFilter& filter) {
  const std::string reason = pattern_of(filter.reason);
  return store::query_value<std::int64_t>(session,
                                          std::string("SELECT COUNT(*) FROM jobs WHERE ") + matches,
                                          {{"organisation", filter.organisation},
                                           {"kind", filter.kind},
                                           {"partner", filter.partner},
                                           {"job_key", filter.key},
                                           {"since", filter.since.value_or(Timestamp{0})},
                                           {"until", filter.until.value_or(forever)},
                                           {"reason", reason}})
      .value_or(0);
}

std::vector<FailedRun> failed_runs(Session& session, std::int64_t job, std::size_t limit) {
  std::vector<FailedRun> runs;
  const auto add = [&](int attempt, Timestamp ended_at, std::string worker, std::string reason) {
    runs.push_back({attempt, ended_at, std::move(worker), std::move(reason)});
  };
  store::query(session,
               "SELECT attempt, ended_at, worker, reason FROM job_failures WHERE job_id = :job "
               "ORDER BY id DESC LIMIT :most",
               {{"job", job}, {"most", limit}}, add);
  std::reverse(runs.begin(), runs.end());
  return runs;
}

std::vector<std::int64_t> redrive(Session& session, std::span<const std::int64_t> ids,
                                  Timestamp run_at) {
  Lanes lanes;
  std::vector<std::int64_t> redriven;
  store::query(
      session,
      "UPDATE jobs SET state = CASE WHEN lane = '' THEN 'open' ELSE 'waiting' END, due_at = "
      "CAST(:run_at AS BIGINT), attempt = 0, faults = 0, interruptions = 0, cancel_wanted = 0, "
      "reason = '', ended_at = 0 FROM {rows} AS r WHERE jobs.id = r.job_id AND state = 'dead' "
      "RETURNING id, organisation_id, lane",
      rows_of(ids), {{"run_at", run_at}},
      [&](std::int64_t id, std::string organisation, std::string lane) {
        redriven.push_back(id);
        if (!lane.empty()) lanes.emplace(std::move(organisation), std::move(lane));
      });
  advance_lanes(session, lanes);
  if (!redriven.empty()) wake_workers(session);
  return redriven;
}

std::int64_t discard(Session& session, std::span<const std::int64_t> ids,
                     const std::string& reason) {
  const std::string sql =
      "UPDATE jobs SET state = 'discarded', reason = CAST(:reason AS TEXT), "
      "ended_at = " +
      std::string(now_sql(session)) +
      " FROM {rows} AS r WHERE jobs.id = r.job_id AND state = 'dead'";
  return store::execute(session, sql, rows_of(ids), {{"reason", reason}, {"now", machine_now()}});
}

}  // namespace patchbay::jobs
