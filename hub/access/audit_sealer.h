#pragma once
// Gives audit rows their place in the chain after their commit, so that who writes one never waits
// for another (ADR 0017).

#include <functional>
#include <memory>
#include <set>

#include "hub/base/organisation.h"
#include "hub/crypto/key_ring.h"
#include "hub/http/loops.h"
#include "hub/http/rounds.h"
#include "hub/store/store.h"

namespace patchbay::access {

struct SealedRows {
  std::int64_t rows = 0;
  bool more = false;  ///< there may be others still
  /// Organisations whose head is not what was sealed: nothing is chained behind it, and their rows
  /// wait until somebody looked at it (`patchbay audit verify`, then `audit accept`).
  std::set<OrganisationId> broken = {};
};
/// One batch: chains committed rows of each organisation, in order of id among those seen, and
/// moves the heads. Hubs may do it at once: each head is one hub's at a time, and one that is taken
/// is left to it. Organisations in `skip` are left alone.
SealedRows seal_rows(store::Session& session, const crypto::KeyRing& keys,
                     const std::set<OrganisationId>& skip = {});

struct SealerParts {
  store::Store& store;
  http::Loops& loops;
  const crypto::KeyRing& keys;
  std::function<bool()> may_change;  ///< false: nothing is written (read-only mode)
};
/// Looks for rows twice a second, which costs one look at an index while there are none: a row
/// waits less than a second for its place. The parts outlive it. `wake()` looks at once.
std::unique_ptr<Rounds> start_audit_sealer(SealerParts parts);

/// Chains what waits, batch by batch, at the end of a hub (blocks). An outage is logged only: the
/// next hub does it.
void seal_the_rest(store::Store& store, const crypto::KeyRing& keys);

}  // namespace patchbay::access
