// The ends of runs.
#include <algorithm>
#include <unordered_map>

#include "hub/jobs/held_leases.h"
#include "hub/jobs/lanes.h"
#include "hub/jobs/leases.h"
#include "hub/jobs/store_clock.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {
namespace {

using store::ColumnType;
using store::Rows;
using store::Session;

/// What the ends of a call have in common.
struct Ending {
  Session& session;
  std::unordered_map<std::int64_t, std::int64_t> leases;  ///< by id, of those that counted
  Lanes lanes;                                            ///< whose job came to an end

  void add(std::int64_t id, std::int64_t lease, OrganisationId organisation, std::string lane) {
    leases[id] = lease;
    if (!lane.empty()) lanes.emplace(std::move(organisation), std::move(lane));
  }
  bool counted(const Finished& one) const {
    const auto found = leases.find(one.id);
    return found != leases.end() && found->second == one.lease;
  }
};

/// Most runs end done, and of those there is little to say.
void end_done(Ending& ending, std::span<const Finished> finished) {
  Rows rows({{"job_id", ColumnType::integer}, {"fence", ColumnType::integer}});
  rows.reserve(finished.size());
  for (const auto& one : finished)
    if (std::holds_alternative<Done>(one.end)) rows.add(one.id).add(one.lease);
  const std::string sql = update_held(
      ending.session,
      "state = 'done', lease_until = 0, interruptions = 0, faults = 0, reason = '', ended_at = " +
          std::string(now_sql(ending.session)),
      "id, lease, CASE WHEN lane = '' THEN '' ELSE organisation_id END, lane");
  const auto add = [&](std::int64_t id, std::int64_t lease, std::string organisation,
                       std::string lane) {
    ending.add(id, lease, std::move(organisation), std::move(lane));
  };
  store::query(ending.session, sql, rows, {{"now", machine_now()}}, add);
}

Rows rows_of_others(std::span<const Finished> finished) {
  Rows rows({{"job_id", ColumnType::integer},
             {"fence", ColumnType::integer},
             {"new_state", ColumnType::text},
             {"new_due_at", ColumnType::integer},
             {"new_reason", ColumnType::text},
             {"new_partner", ColumnType::text},
             {"given_back", ColumnType::integer},
             {"new_faults", ColumnType::integer},
             {"never_ran", ColumnType::integer}});
  for (const auto& one : finished) {
    const auto& end = one.end;
    if (std::holds_alternative<Done>(end)) continue;
    rows.add(one.id).add(one.lease);
    if (const auto* again = std::get_if<Again>(&end))
      rows.add("open").add(again->at).add(again->reason).add(again->partner).add(0);
    else if (const auto* later = std::get_if<Later>(&end))
      rows.add("open").add(later->at).add(later->reason).add("").add(1);
    else
      rows.add("dead").add(0).add(std::get<Dead>(end).reason).add("").add(0);
    rows.add(one.faults).add(one.never_ran ? 1 : 0);
  }
  return rows;
}

/// A job that somebody cancelled in the meantime does not run again.
void end_others(Ending& ending, std::span<const Finished> finished) {
  const std::string is_over = "r.new_state = 'dead' OR cancel_wanted = 1";
  const std::string sql = update_held(
      ending.session,
      "state = CASE WHEN r.new_state = 'open' AND cancel_wanted = 1 THEN 'cancelled' ELSE "
      "r.new_state END, due_at = CASE WHEN r.new_state = 'open' THEN r.new_due_at ELSE due_at END, "
      "partner = CASE WHEN r.new_partner = '' THEN partner ELSE r.new_partner END, attempt = "
      "attempt - r.given_back, reason = r.new_reason, faults = r.new_faults, "
      "interruptions = CASE WHEN r.never_ran = 1 THEN interruptions ELSE 0 END, lease_until = 0, "
      "ended_at = CASE WHEN " +
          is_over + " THEN " + now_sql(ending.session) + " ELSE 0 END",
      "id, lease, CASE WHEN lane = '' THEN '' ELSE organisation_id END, CASE WHEN state = 'open' "
      "THEN '' ELSE lane END");
  const auto add = [&](std::int64_t id, std::int64_t lease, std::string organisation,
                       std::string lane) {
    ending.add(id, lease, std::move(organisation), std::move(lane));
  };
  store::query(ending.session, sql, rows_of_others(finished), {{"now", machine_now()}}, add);
}

void keep_failures(Ending& ending, std::span<const Finished> finished) {
  Rows rows({{"id", ColumnType::integer}, {"why", ColumnType::text}});
  for (const auto& one : finished) {
    if (!ending.counted(one)) continue;
    if (const auto* again = std::get_if<Again>(&one.end)) rows.add(one.id).add(again->reason);
    if (const auto* dead = std::get_if<Dead>(&one.end)) rows.add(one.id).add(dead->reason);
  }
  const std::string sql =
      "INSERT INTO job_failures (organisation_id, job_id, attempt, ended_at, worker, reason) "
      "SELECT j.organisation_id, j.id, j.attempt, " +
      std::string(now_sql(ending.session)) +
      ", j.worker, r.why FROM {rows} AS r CROSS JOIN jobs j WHERE j.id = r.id";
  store::execute(ending.session, sql, rows, {{"now", machine_now()}});
}

void enqueue_follow_ups(Ending& ending, std::span<const Finished> finished) {
  for (const auto& one : finished)
    if (one.follow_up && ending.counted(one))
      enqueue(ending.session, {one.follow_up.get(), 1}, one.follow_up->run_at);
}

}  // namespace

std::vector<bool> finish(Session& session, std::span<const Finished> finished) {
  Ending ending{session, {}, {}};
  Lanes known;
  for (const auto& one : finished)
    if (!one.lane.empty()) known.emplace(one.organisation, one.lane);
  lock_lanes(session, known);
  end_done(ending, finished);
  end_others(ending, finished);
  keep_failures(ending, finished);
  enqueue_follow_ups(ending, finished);
  const bool is_locked =
      std::includes(known.begin(), known.end(), ending.lanes.begin(), ending.lanes.end());
  if (!is_locked) lock_lanes(session, ending.lanes);
  open_lanes(session, ending.lanes);
  std::vector<bool> answers;
  answers.reserve(finished.size());
  for (const auto& one : finished) answers.push_back(ending.counted(one));
  return answers;
}

}  // namespace patchbay::jobs
