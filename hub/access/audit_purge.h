#pragma once
// Retention of the audit: from the oldest end only, so that what is left stays verifiable.

#include "hub/base/clock.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::access {

struct PurgedAudit {
  std::int64_t rows = 0;
  bool more = false;
  bool is_broken = false;  ///< a chain does not verify: of that one nothing was removed
};
/// One batch: of each chain the oldest rows in a row that are older than `until`. Their last one
/// becomes the chain's anchor, sealed in its head, and a row "audit.purge" says which they were.
/// Rows that do not verify are evidence and stay.
PurgedAudit purge_audit(store::Session& session, const crypto::KeyRing& keys, Timestamp until,
                        std::size_t rows_max, Timestamp now);

}  // namespace patchbay::access
