#pragma once
// Where a chain begins and ends, sealed so that nobody who only has the database can move it.

#include "hub/access/audit_chain.h"
#include "hub/crypto/key_ring.h"

namespace patchbay::access {

struct AuditHead {
  OrganisationId organisation;
  ChainLink end = chain_begin();     ///< the last chained row
  ChainLink anchor = chain_begin();  ///< the last row that retention removed
  /// How many heads there are; only in the installation's own (organisation ""), else 0.
  std::int64_t chains = 0;
  std::string seal;  ///< all of the above under the key ring, opened by any of its keys
};

/// Sets `seal`, with the ring's newest key.
void seal_head(AuditHead& head, const crypto::KeyRing& keys);
/// Errors: corrupt: the seal cannot be opened, or is of other values; says which.
Result<void> check_head(const AuditHead& head, const crypto::KeyRing& keys);

}  // namespace patchbay::access
