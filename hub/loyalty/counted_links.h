#pragma once
// Accounts that were linked, as long as limits count them. Private to the room.

#include "hub/access/consents.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// One more, whichever way it was made; also one that was there already.
void count_link(store::Session& session, const access::ConsentKey& who, Timestamp now);

/// Drops the customer's that no limit of the policy counts any more.
void drop_counted_links(store::Session& session, const access::ConsentKey& who,
                        const policy::Policy& policy, Timestamp now);

}  // namespace patchbay::loyalty
