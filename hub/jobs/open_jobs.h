#pragma once
// Jobs that are not at an end, as others may see them.

#include <map>
#include <span>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::jobs {

struct OpenJob {
  Timestamp due_at;         ///< of its next run
  bool is_at_work = false;  ///< a worker has it now
  bool in_lane = false;     ///< behind another one of its lane
  std::string reason;       ///< of the last run that did not end it; may be empty
};

/// By key; those that do not exist or are at an end are missing.
std::map<std::string, OpenJob> find_open(store::Session& session,
                                         const OrganisationId& organisation,
                                         const std::string& kind,
                                         std::span<const std::string> keys);

}  // namespace patchbay::jobs
