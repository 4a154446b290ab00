#pragma once
// Simulations in the background: asked for, watched, called off, and what came out.

#include <optional>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/random.h"
#include "hub/policy/simulation/recorded.h"
#include "hub/store/session.h"

namespace patchbay::policy {

/// The job that runs one: payload {"simulation": id}, its key is the id.
inline constexpr const char* simulate_kind = "policy.simulate";

enum class SimulationState { queued, running, done, cancelled, failed };
const char* name_of(SimulationState state);

struct SimulationView {
  std::string id;  ///< "sim_…"
  std::string draft, base;
  Period period;
  SimulationState state = SimulationState::queued;
  std::int64_t read = 0, total = 0;  ///< facts; total is 0 until it runs
  std::string problem;               ///< why it failed
  std::string actor, reason;
  Timestamp created_at;
  std::optional<Timestamp> ended_at;
};

struct NewSimulation {
  std::string draft, base;  ///< ids of versions, or what find_version() understands
  Period period;
  std::string actor, reason;
};
/// Stores it and enqueues its job, in the caller's transaction. Errors: not_found, conflict: as
/// find_version(); invalid: the period ends before it begins.
Result<SimulationView> ask_simulation(store::Session& session, const OrganisationId& organisation,
                                      const NewSimulation& wanted, const Clock& clock,
                                      Random& random);
std::optional<SimulationView> find_simulation(store::Session& session,
                                              const OrganisationId& organisation,
                                              const std::string& id);
/// Newest first, at most 200; of one draft where it is named.
std::vector<SimulationView> list_simulations(store::Session& session,
                                             const OrganisationId& organisation,
                                             const std::string& draft = {});
/// The JSON of its result (simulation_from_json()); empty until it is done, and when it named a
/// customer who was erased since.
std::string simulation_result(store::Session& session, const OrganisationId& organisation,
                              const std::string& id);
/// It stops within some 100 ms. Errors: not_found; conflict: it is at an end.
Result<void> cancel_simulation(store::Session& session, const OrganisationId& organisation,
                               const std::string& id, Timestamp now);

/// For the job. False: it is at an end (called off), so nothing was changed.
bool begin_simulation(store::Session& session, const OrganisationId& organisation,
                      const std::string& id);
bool note_simulation(store::Session& session, const OrganisationId& organisation,
                     const std::string& id, std::int64_t read, std::int64_t total);
/// With a result it is done and its draft is marked simulated; with a problem it failed. False: it
/// was at an end.
bool end_simulation(store::Session& session, const OrganisationId& organisation,
                    const std::string& id, const Result<std::string>& result, Timestamp now);

/// Removes those that ended before, with their results, at most `limit`. Returns how many.
std::int64_t remove_simulations(store::Session& session, Timestamp ended_before, std::size_t limit);

}  // namespace patchbay::policy
