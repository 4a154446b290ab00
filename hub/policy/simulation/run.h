#pragma once
// A simulation over the decisions that a store has kept. Reads only, a page at a time.

#include <functional>
#include <optional>

#include "hub/policy/simulation/simulation.h"
#include "hub/store/store.h"

namespace patchbay::policy {

struct SimulationTask {
  OrganisationId organisation;
  Policy base, draft;
  Period period;
};
/// Told after each page, and every 100 ms within one, how many facts were read and how many there
/// are about; false: stop before the next fact. Called by one thread at a time.
using SimulationProgress = std::function<bool(std::int64_t read, std::int64_t total)>;

/// Blocks, on two threads (this one and one of its own); not from a loop or a thread of the store.
/// Nothing when `progress` said stop. Decisions that are kept meanwhile count if they fall into the
/// period. Errors: see Simulation::make and check_pace. Throws ErrorException (unavailable) when
/// the store goes.
Result<std::optional<SimulationResult>> simulate(store::Store& store, const SimulationTask& task,
                                                 const SimulationProgress& progress);

}  // namespace patchbay::policy
