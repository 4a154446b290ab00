#pragma once
// Decisions as they are kept, and what those who asked are told.

#include <string>

#include "hub/base/random.h"
#include "hub/policy/decisions.h"

namespace patchbay::loyalty {

/// What a decision brought, "deny:month_1,month_3", so that another one about the same thing has
/// another reference. Empty: nothing.
std::string gist_of(const policy::Decision& decision);

/// `about` and the gist are the reference.
policy::KeptDecision kept_of(const policy::Policy& policy, policy::Facts facts,
                             const policy::Decision& decision, const std::string& about,
                             const Clock& clock, Random& random);

/// The limit that stopped the occasion itself, not one of its awards; null: none did. Lives as long
/// as the policy.
const policy::LimitRule* stopped_by(const policy::Decision& decision);
/// In the words of the limit, with its code at the end. refused: denied; conflict: staff have to
/// look at it first.
Error error_of(const policy::LimitRule& limit);
/// The limit's own message; where it has none, that of error_of.
std::string reason_of(const policy::LimitRule& limit);

}  // namespace patchbay::loyalty
