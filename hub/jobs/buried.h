#pragma once
// What a follow-up job of WorkerOptions::on_burial is told.

#include <string>

#include "hub/jobs/worker.h"

namespace patchbay::jobs {

struct Buried {
  std::string key;  ///< of the job that was given up
  std::int64_t lease = 0;
  std::string reason;  ///< "its job was given up: …"
};
/// Throws when the payload is not one of on_burial.
Buried read_buried(const Job& follow_up);

}  // namespace patchbay::jobs
