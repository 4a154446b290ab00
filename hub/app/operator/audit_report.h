#pragma once
// What `patchbay audit verify` says.

#include <vector>

#include "hub/access/audit_export.h"
#include "hub/access/audit_verify.h"

namespace patchbay::app {

/// One chain as it is printed, from the store or from a file.
struct AuditReport {
  OrganisationId organisation;
  std::int64_t rows = 0;
  std::int64_t after = 0;  ///< the position before the first row
  access::ChainLink last;
  std::optional<access::WaitingAudit> waiting;
  std::vector<access::ChainFinding> findings;
  std::int64_t findings_in_all = 0;
};

/// Prints all of it. Errors: corrupt, when there is any finding, so that scripts see it.
Result<void> print_audit(const std::vector<AuditReport>& reports, bool json, Timestamp now);

}  // namespace patchbay::app
