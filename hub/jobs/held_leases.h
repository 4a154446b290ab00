#pragma once
// Changing jobs whose lease is held, many at once. Private to the queue's store files.

#include <string>

#include "hub/store/session.h"

namespace patchbay::jobs {

/// The statement that sets `changes` on the jobs of {rows} as r(job_id, fence, …) whose lease is
/// still held, and gives the columns `returning`.
std::string update_held(const store::Session& session, const std::string& changes,
                        const std::string& returning);

}  // namespace patchbay::jobs
