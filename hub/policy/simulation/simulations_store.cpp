#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/id.h"
#include "hub/jobs/queue.h"
#include "hub/policy/simulation/simulations.h"
#include "hub/policy/versions.h"
#include "hub/store/query.h"

namespace patchbay::policy {
namespace {

constexpr std::size_t listed_max = 200;

SimulationState state_of(const std::string& name) {
  for (const auto state : {SimulationState::queued, SimulationState::running, SimulationState::done,
                           SimulationState::cancelled, SimulationState::failed})
    if (name == name_of(state)) return state;
  throw ErrorException(corrupt("a simulation has the state \"" + name + "\", which there is not"));
}

/// Newest first. An empty id or draft: any.
std::vector<SimulationView> select(store::Session& session, const OrganisationId& organisation,
                                   const std::string& id, const std::string& draft) {
  std::vector<SimulationView> found;
  store::query(
      session,
      "SELECT id, draft, base, begins_at, ends_at, state, facts_read, facts_total,"
      " problem, actor, reason, created_at, ended_at FROM simulations"
      " WHERE organisation_id = :organisation AND (:id = '' OR id = :id)"
      " AND (:draft = '' OR draft = :draft)"
      " ORDER BY created_at DESC, id DESC LIMIT :limit",
      {{"organisation", organisation}, {"id", id}, {"draft", draft}, {"limit", listed_max}},
      [&](std::string one, std::string of, std::string base, Timestamp from, Timestamp until,
          std::string state, std::int64_t read, std::int64_t total, std::string problem,
          std::string actor, std::string reason, Timestamp created_at,
          std::optional<Timestamp> ended_at) {
        found.push_back({std::move(one),
                         std::move(of),
                         std::move(base),
                         {from, until},
                         state_of(state),
                         read,
                         total,
                         std::move(problem),
                         std::move(actor),
                         std::move(reason),
                         created_at,
                         ended_at});
      });
  return found;
}

}  // namespace

const char* name_of(SimulationState state) {
  switch (state) {
    case SimulationState::queued: return "queued";
    case SimulationState::running: return "running";
    case SimulationState::done: return "done";
    case SimulationState::cancelled: return "cancelled";
    case SimulationState::failed: return "failed";
  }
  return "";
}

Result<SimulationView> ask_simulation(store::Session& session, const OrganisationId& organisation,
                                      const NewSimulation& wanted, const Clock& clock,
                                      Random& random) {
  const Timestamp now = clock.now();
  if (wanted.period.until <= wanted.period.from)
    return invalid("the period ends before it begins; give an `until` after `from`");
  const auto draft = find_version(session, organisation, wanted.draft, now);
  if (!draft) return draft.error();
  const auto base = find_version(session, organisation, wanted.base, now);
  if (!base) return base.error();
  SimulationView view;
  view.id = new_id("sim", clock, random);
  view.draft = draft->id;
  view.base = base->id;
  view.period = wanted.period;
  view.actor = wanted.actor;
  view.reason = wanted.reason;
  view.created_at = now;
  store::execute(session,
                 "INSERT INTO simulations (organisation_id, id, draft, base, begins_at, ends_at,"
                 " state, actor, reason, created_at) VALUES (:organisation, :id, :draft, :base,"
                 " :from, :until, 'queued', :actor, :reason, :now)",
                 {{"organisation", organisation},
                  {"id", view.id},
                  {"draft", view.draft},
                  {"base", view.base},
                  {"from", view.period.from},
                  {"until", view.period.until},
                  {"actor", view.actor},
                  {"reason", view.reason},
                  {"now", now}});
  jobs::NewJob job;
  job.organisation = organisation;
  job.kind = simulate_kind;
  job.key = view.id;
  job.payload = boost::json::serialize(boost::json::object{{"simulation", view.id}});
  job.run_at = now;
  jobs::enqueue(session, std::span(&job, 1), now);
  return view;
}

std::optional<SimulationView> find_simulation(store::Session& session,
                                              const OrganisationId& organisation,
                                              const std::string& id) {
  if (id.empty()) return std::nullopt;
  auto found = select(session, organisation, id, {});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<SimulationView> list_simulations(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& draft) {
  return select(session, organisation, {}, draft);
}

std::string simulation_result(store::Session& session, const OrganisationId& organisation,
                              const std::string& id) {
  return store::query_value<std::string>(session,
                                         "SELECT COALESCE(result, '') FROM simulations"
                                         " WHERE organisation_id = :organisation AND id = :id",
                                         {{"organisation", organisation}, {"id", id}})
      .value_or("");
}

Result<void> cancel_simulation(store::Session& session, const OrganisationId& organisation,
                               const std::string& id, Timestamp now) {
  const auto view = find_simulation(session, organisation, id);
  if (!view) return not_found("there is no simulation \"" + id + "\"");
  const auto changed = store::execute(session,
                                      "UPDATE simulations SET state = 'cancelled', ended_at = :now"
                                      " WHERE organisation_id = :organisation AND id = :id"
                                      " AND state IN ('queued', 'running')",
                                      {{"organisation", organisation}, {"id", id}, {"now", now}});
  if (changed == 0)
    return conflict("simulation " + id + " is at an end already; there is nothing to call off");
  jobs::cancel(session, organisation, simulate_kind, id);
  return {};
}

bool begin_simulation(store::Session& session, const OrganisationId& organisation,
                      const std::string& id) {
  return store::execute(session,
                        "UPDATE simulations SET state = 'running', facts_read = 0, facts_total = 0"
                        " WHERE organisation_id = :organisation AND id = :id"
                        " AND state IN ('queued', 'running')",
                        {{"organisation", organisation}, {"id", id}}) != 0;
}

bool note_simulation(store::Session& session, const OrganisationId& organisation,
                     const std::string& id, std::int64_t read, std::int64_t total) {
  return store::execute(
             session,
             "UPDATE simulations SET facts_read = :read, facts_total = :total"
             " WHERE organisation_id = :organisation AND id = :id AND state = 'running'",
             {{"organisation", organisation}, {"id", id}, {"read", read}, {"total", total}}) != 0;
}

bool end_simulation(store::Session& session, const OrganisationId& organisation,
                    const std::string& id, const Result<std::string>& result, Timestamp now) {
  const auto view = find_simulation(session, organisation, id);
  const auto changed =
      store::execute(session,
                     "UPDATE simulations SET state = :state, result = :result, problem = :problem,"
                     " ended_at = :now WHERE organisation_id = :organisation AND id = :id"
                     " AND state IN ('queued', 'running')",
                     {{"organisation", organisation},
                      {"id", id},
                      {"state", result ? "done" : "failed"},
                      {"result", result ? *result : std::string()},
                      {"problem", result ? std::string() : result.error().message},
                      {"now", now}});
  if (changed == 0) return false;
  if (result) mark_simulated(session, organisation, view->draft, now);
  return true;
}

std::int64_t remove_simulations(store::Session& session, Timestamp ended_before,
                                std::size_t limit) {
  return store::execute(
      session,
      "DELETE FROM simulations WHERE (organisation_id, id) IN (SELECT organisation_id, id"
      " FROM simulations WHERE ended_at < :ended_before ORDER BY ended_at LIMIT :most)",
      {{"ended_before", ended_before}, {"most", limit}});
}

}  // namespace patchbay::policy
