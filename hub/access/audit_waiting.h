#pragma once
// Audit rows that have no place in the chain yet.

#include <optional>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::access {

/// One look at an index.
bool has_waiting_audit(store::Session& session);

struct WaitingAudit {
  std::int64_t rows = 0;
  std::optional<Timestamp> oldest;
};
WaitingAudit waiting_audit(store::Session& session, const OrganisationId& organisation);

}  // namespace patchbay::access
