#pragma once
// Simulations whose job became a dead letter without its handler's word: it ended its workers, or
// threw too often.

#include "hub/jobs/worker.h"
#include "hub/store/store.h"

namespace patchbay::policy {

inline constexpr const char* simulation_burial_kind = "simulation.buried";

/// The handler of "simulation.buried" jobs (WorkerOptions::on_burial of simulate_kind): the
/// simulation failed with the reason, unless it came to another end since. Redriving its job
/// changes nothing then; the simulation has to be asked for again.
jobs::Handler make_simulation_burial(store::Store& store, const Clock& clock);

}  // namespace patchbay::policy
