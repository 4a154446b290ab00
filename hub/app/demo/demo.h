#pragma once
#include "hub/app/demo/options.h"
#include "hub/base/result.h"

namespace patchbay::app {

/// `patchbay demo`: the main job from end to end (README, "The demo"). Blocks the main thread, from
/// which it starts child processes. Errors: one sentence on what stood in the way.
Result<void> run_demo(const DemoOptions& options);

}  // namespace patchbay::app
