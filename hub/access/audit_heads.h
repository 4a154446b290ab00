#pragma once
// SQL of the chains' heads. Private to hub/access.

#include <optional>
#include <vector>

#include "hub/access/audit_head.h"
#include "hub/store/session.h"

namespace patchbay::access {

enum class HeadLock {
  none,
  wait,  ///< until another hub has let go of it
  skip,  ///< as if there was none while another hub has it
};
std::optional<AuditHead> read_head(store::Session& session, const OrganisationId& organisation,
                                   HeadLock lock);
/// In order of organisation; all of them, or the one.
std::vector<AuditHead> list_heads(store::Session& session,
                                  const std::optional<OrganisationId>& organisation);
/// Over the one that was read and locked.
void write_head(store::Session& session, const AuditHead& head);

/// Makes the heads that are missing, and counts them in the installation's, which is locked for it.
/// Errors: corrupt: the installation's head is forged; nothing is made.
Result<void> add_heads(store::Session& session, const crypto::KeyRing& keys,
                       const std::vector<OrganisationId>& organisations);

}  // namespace patchbay::access
