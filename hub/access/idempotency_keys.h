#pragma once
// Idempotency keys in the store, by the database's clock, so that all hubs agree.

#include "hub/access/idempotency.h"
#include "hub/store/session.h"

namespace patchbay::access {

/// One run of one request.
struct KeyClaim {
  OrganisationId organisation;
  std::string scope;        ///< digest_of()
  std::string key;          ///< parse_idempotency_key()
  std::string fingerprint;  ///< fingerprint_of()
  std::string claim;        ///< random; the fence of this run
};

/// Proceed: the key is this run's for `lease`; then, if this run kept no answer, anybody's again
/// (its hub died).
KeyDecision claim_key(store::Session& session, const KeyClaim& claim, Duration lease);

/// In the transaction of the change, so that neither stands without the other. False: another run
/// has the key, since this one's lease was over; then nothing may be committed.
bool keep_answer(store::Session& session, const KeyClaim& claim, const StoredAnswer& answer,
                 Duration retention);

/// The run changed nothing: the key is free again, unless an answer was kept.
void release_key(store::Session& session, const KeyClaim& claim);

/// Deletes up to `limit` keys whose time is over; returns how many went.
std::int64_t purge_keys(store::Session& session, std::size_t limit);

}  // namespace patchbay::access
