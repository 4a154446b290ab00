#pragma once
// Signatures of requests that changed something, in the store: one change a signature, over all
// hubs.

#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::access {

/// A proven signature that is to be used up.
struct SignatureUse {
  OrganisationId organisation;
  std::string signature;  ///< hex
  Timestamp expires_at;   ///< then its timestamp is out of the window anyway
};

/// In the transaction of the change, so that a request that is refused burns nothing. False: it was
/// used before. Of two at once the second waits for the first.
bool use_signature(store::Session& session, const SignatureUse& use);

/// Deletes up to `limit` signatures whose time is over; returns how many went.
std::int64_t purge_signatures(store::Session& session, Timestamp now, std::size_t limit);

}  // namespace patchbay::access
