#pragma once
// Whether the audit is what was written: every chain from its anchor to its sealed head.

#include <functional>

#include "hub/access/audit_head.h"
#include "hub/access/audit_waiting.h"

namespace patchbay::access {

struct ChainReport {
  OrganisationId organisation;  ///< "" is the installation's own
  ChainLink anchor;             ///< before the first row: what retention removed last
  ChainLink head;               ///< to be kept elsewhere: a later chain must contain it
  std::int64_t rows = 0;
  WaitingAudit waiting;  ///< "not chained yet"
  std::vector<ChainFinding> findings;
  std::int64_t findings_in_all = 0;  ///< more than are listed when there are very many
};

/// How far it is, in rows.
using ChainProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// In one read transaction, with memory that does not grow with the audit; in order of
/// organisation. With an organisation given, of that one only.
std::vector<ChainReport> verify_chains(store::Session& session, const crypto::KeyRing& keys,
                                       const std::optional<OrganisationId>& organisation,
                                       const ChainProgress& progress);

/// Lets a chain go on from its last row as it stands, for an operator who has looked at what
/// verify_chains() found: seals its head there, and records that as "audit.accept", with what was
/// found as its detail. Rows that were changed stay findings. `entry` says whose chain, who and
/// why. Errors: not_found: there is no such chain; conflict: nothing is wrong with it.
Result<void> accept_chain(store::Session& session, const crypto::KeyRing& keys, AuditEntry entry);

}  // namespace patchbay::access
