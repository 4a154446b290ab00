#include <array>

#include "hub/jobs/lanes.h"
#include "hub/jobs/schedule_runs.h"
#include "hub/store/query.h"
#include "hub/store/rows.h"

namespace patchbay::jobs {

using store::ColumnType;
using store::Session;

namespace {

constexpr std::string_view run_key_prefix = "schedule:";

/// Runs of these are worth another run of their job.
constexpr const char* wanted_outcomes = "('waiting', 'running', 'failed')";

/// Inserts what is new; returns its occurrences.
std::vector<Timestamp> insert_runs(Session& session, const Schedule& schedule, RunCause cause,
                                   std::span<const Timestamp> occurrences, Timestamp now) {
  store::Rows rows({{"position", ColumnType::integer},
                    {"occurrence", ColumnType::integer},
                    {"job_key", ColumnType::text}});
  for (const auto at : occurrences)
    rows.add(rows.size()).add(at).add(run_key(schedule.id, cause, at));
  std::vector<Timestamp> added;
  store::query(session,
               "INSERT INTO schedule_runs (organisation_id, schedule_id, occurrence, cause, "
               "job_kind, job_key, fired_at, outcome, reason, attempts) "
               "SELECT CAST(:organisation AS TEXT), CAST(:schedule AS TEXT), occurrence, "
               "CAST(:cause AS TEXT), CAST(:kind AS TEXT), job_key, CAST(:now AS BIGINT), "
               "'waiting', '', 0 FROM {rows} AS r WHERE true ORDER BY r.position "
               "ON CONFLICT (organisation_id, schedule_id, occurrence, cause) DO NOTHING "
               "RETURNING occurrence",
               rows,
               {{"organisation", schedule.organisation},
                {"schedule", schedule.id},
                {"cause", name_of(cause)},
                {"kind", schedule.definition.job},
                {"now", now}},
               [&](Timestamp occurrence) { added.push_back(occurrence); });
  std::sort(added.begin(), added.end());
  return added;
}

}  // namespace

const char* name_of(RunCause cause) {
  constexpr std::array names{"time", "now", "backfill"};
  return names.at(static_cast<std::size_t>(cause));
}

std::string run_key(const std::string& schedule, RunCause cause, Timestamp occurrence) {
  return std::string(run_key_prefix) + schedule + ":" + name_of(cause) + ":" +
         to_rfc3339(occurrence);
}

std::string run_lane(const std::string& schedule) { return std::string(run_key_prefix) + schedule; }

std::size_t start_runs(Session& session, const Schedule& schedule, RunCause cause,
                       std::span<const Timestamp> occurrences, Timestamp now) {
  const auto added = insert_runs(session, schedule, cause, occurrences, now);
  std::vector<NewJob> jobs;
  for (const auto at : added) {
    NewJob job;
    job.organisation = schedule.organisation;
    job.kind = schedule.definition.job;
    job.key = run_key(schedule.id, cause, at);
    job.payload = schedule.payload;
    job.run_at = now;
    job.lane = run_lane(schedule.id);
    jobs.push_back(std::move(job));
  }
  enqueue(session, jobs, now);
  return added.size();
}

void write_skipped(Session& session, const Schedule& schedule, Timestamp occurrence,
                   const std::string& reason, Timestamp now) {
  store::execute(session,
                 "INSERT INTO schedule_runs (organisation_id, schedule_id, occurrence, cause, "
                 "job_kind, job_key, fired_at, ended_at, outcome, reason, attempts) VALUES "
                 "(:organisation, :schedule, :occurrence, 'time', :kind, '', :now, :now, "
                 "'skipped', :reason, 0) "
                 "ON CONFLICT (organisation_id, schedule_id, occurrence, cause) DO NOTHING",
                 {{"organisation", schedule.organisation},
                  {"schedule", schedule.id},
                  {"occurrence", occurrence},
                  {"kind", schedule.definition.job},
                  {"now", now},
                  {"reason", reason}});
}

std::size_t count_open_runs(Session& session, const Schedule& schedule) {
  const auto open = store::query_value<std::int64_t>(
      session,
      "SELECT COUNT(*) FROM schedule_runs WHERE organisation_id = :organisation AND "
      "schedule_id = :schedule AND ended_at IS NULL",
      {{"organisation", schedule.organisation}, {"schedule", schedule.id}});
  return static_cast<std::size_t>(open.value_or(0));
}

void cancel_open_runs(Session& session, const Schedule& schedule, const std::string& reason,
                      Timestamp now) {
  lock_lanes(session, {{schedule.organisation, run_lane(schedule.id)}});
  std::vector<std::pair<std::string, std::string>> called_off;
  store::query(session,
               "UPDATE schedule_runs SET ended_at = :now, outcome = 'cancelled', "
               "reason = :reason WHERE organisation_id = :organisation AND "
               "schedule_id = :schedule AND ended_at IS NULL RETURNING job_kind, job_key",
               {{"now", now},
                {"reason", reason},
                {"organisation", schedule.organisation},
                {"schedule", schedule.id}},
               [&](std::string kind, std::string key) { called_off.emplace_back(kind, key); });
  for (const auto& [kind, key] : called_off) cancel(session, schedule.organisation, kind, key);
}

namespace {

/// A run that is open though no open job stands for it.
constexpr const char* is_lost =
    "ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM jobs AS j WHERE "
    "j.organisation_id = schedule_runs.organisation_id AND j.kind = schedule_runs.job_kind AND "
    "j.job_key = schedule_runs.job_key AND j.state IN ('open', 'waiting'))";

}  // namespace

std::int64_t close_lost_runs(Session& session, Timestamp now) {
  return store::execute(
      session,
      "UPDATE schedule_runs SET ended_at = :now, outcome = 'failed', reason = COALESCE("
      "(SELECT j.reason FROM jobs AS j WHERE j.organisation_id = schedule_runs.organisation_id "
      "AND j.kind = schedule_runs.job_kind AND j.job_key = schedule_runs.job_key), "
      "'its job is gone') WHERE " +
          std::string(is_lost),
      {{"now", now}});
}

bool has_lost_runs(Session& session) {
  return store::query_value<std::int64_t>(
             session, "SELECT 1 FROM schedule_runs WHERE " + std::string(is_lost) + " LIMIT 1")
      .has_value();
}

bool begin_run(Session& session, const Job& job, Timestamp now) {
  if (!job.key.starts_with(run_key_prefix)) return true;
  const auto begun = store::execute(
      session,
      "UPDATE schedule_runs SET outcome = 'running', ended_at = NULL, attempts = attempts + 1, "
      "started_at = COALESCE(started_at, :now) WHERE organisation_id = :organisation AND "
      "job_kind = :kind AND job_key = :job_key AND outcome IN " +
          std::string(wanted_outcomes),
      {{"now", now}, {"organisation", job.organisation}, {"kind", job.kind}, {"job_key", job.key}});
  return begun > 0;
}

void end_run(Session& session, const Job& job, const End& end, Timestamp now) {
  if (!job.key.starts_with(run_key_prefix)) return;
  const char* outcome = "succeeded";
  std::string reason;
  if (const auto* again = std::get_if<Again>(&end)) {
    outcome = "waiting";
    reason = again->reason;
  } else if (const auto* later = std::get_if<Later>(&end)) {
    outcome = "waiting";
    reason = later->reason;
  } else if (const auto* dead = std::get_if<Dead>(&end)) {
    outcome = "failed";
    reason = dead->reason;
  }
  const bool ended = std::string_view(outcome) != "waiting";
  store::execute(session,
                 "UPDATE schedule_runs SET outcome = :outcome, reason = :reason, "
                 "ended_at = :ended WHERE organisation_id = :organisation AND job_kind = :kind "
                 "AND job_key = :job_key AND ended_at IS NULL",
                 {{"outcome", outcome},
                  {"reason", reason},
                  {"ended", ended ? std::optional(now) : std::nullopt},
                  {"organisation", job.organisation},
                  {"kind", job.kind},
                  {"job_key", job.key}});
}

bool is_cancelled(Session& session, const Job& job) {
  return store::query_value<std::int64_t>(
             session,
             "SELECT 1 FROM schedule_runs WHERE organisation_id = :organisation AND "
             "job_kind = :kind AND job_key = :job_key AND outcome = 'cancelled'",
             {{"organisation", job.organisation}, {"kind", job.kind}, {"job_key", job.key}})
      .has_value();
}

}  // namespace patchbay::jobs
