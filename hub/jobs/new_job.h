#pragma once
// What may be enqueued. Private to the room.

#include "hub/base/result.h"
#include "hub/jobs/queue.h"

namespace patchbay::jobs {

/// Errors: invalid, naming the job and its field.
Result<void> check(const NewJob& job);

}  // namespace patchbay::jobs
