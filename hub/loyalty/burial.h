#pragma once
// Rewards whose job became a dead letter without its handler's word: it ended its workers, or threw
// too often.

#include "hub/jobs/worker.h"
#include "hub/store/store.h"

namespace patchbay::loyalty {

constexpr const char* burial_kind = "reward.buried";

/// The handler of "reward.buried" jobs (WorkerOptions::on_burial of "reward.issue"): the reward
/// stays as it is with the reason, or is unconfirmed when its call had begun, and an alert goes
/// out. One that came to an end, or that another run moved since, is left alone.
jobs::Handler make_burial(store::Store& store, const Clock& clock, Random& random);

}  // namespace patchbay::loyalty
