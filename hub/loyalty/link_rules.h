#pragma once
// Limits on links of accounts. Private to the room.

#include <optional>

#include "hub/loyalty/linking.h"

namespace patchbay::loyalty {

/// Why the account may not be linked; nothing: it may, and is to be linked (store_link) in the same
/// transaction. Locks the programme, so that links at the same moment count each other. What limits
/// say is kept as a decision, so
/// the transaction has to commit. refused: denied; conflict: staff have to look at it first;
/// unavailable: a rule failed. Without a book or active rules nothing limits.
std::optional<Error> ask_link_rules(const LinkChange& change, policy::PolicyBook* policies,
                                    const access::ConsentKey& who);

}  // namespace patchbay::loyalty
