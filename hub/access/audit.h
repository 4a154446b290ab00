#pragma once
// Who did what, when and why: rows that are only ever added.

#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::access {

struct AuditEntry {
  OrganisationId organisation;  ///< "" when it concerns the whole installation
  std::string actor;            ///< "api:admin", "cli:anna", "schedule:nightly"
  std::string action;           ///< "switch.throw", "dead.redrive", "reward.cancel"
  std::string subject;          ///< what it was done to: "partner:woolworths", "job:17"
  std::string reason;           ///< in the actor's words; may be empty
  std::string detail;           ///< a JSON object without secrets, or empty
  Timestamp at;
};

/// In the transaction of what was done, so that neither stands without the other.
void record(store::Session& session, const AuditEntry& entry);

struct AuditRow : AuditEntry {
  std::int64_t id = 0;
};
/// Newest first, ids below `before` (0: from the newest): those of the organisation and those of
/// the whole installation.
std::vector<AuditRow> list_audit(store::Session& session, const OrganisationId& organisation,
                                 std::int64_t before, std::size_t limit);

}  // namespace patchbay::access
