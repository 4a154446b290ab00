#pragma once
// What rooms do when their dead letters go back.

#include "hub/base/random.h"
#include "hub/jobs/redrives.h"

namespace patchbay::app {

/// Every kind of job whose room must follow.
jobs::RedriveHooks redrive_hooks(const Clock& clock, Random& random);

}  // namespace patchbay::app
