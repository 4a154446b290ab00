#pragma once
// Handlers of jobs that schedules run: the history follows the run.

#include <stdexcept>

#include "hub/jobs/worker.h"

namespace patchbay::jobs {

/// Thrown by a handler that found its run called off (is_cancelled()); the job ends done.
struct RunCancelled : std::runtime_error {
  RunCancelled() : std::runtime_error("the run was called off") {}
};

/// `handler`, with the run of a scheduled job begun before it and ended after it, by the store's
/// clock. A run that was called off before it began is not handled. Jobs of no schedule pass.
Handler record_runs(store::Store& store, Handler handler);

}  // namespace patchbay::jobs
