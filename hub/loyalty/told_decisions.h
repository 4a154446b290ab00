#pragma once
// Decisions are kept, and whoever runs the programme is told of those that hold, flag or notify
// . Private to the room.

#include <span>

#include "hub/base/random.h"
#include "hub/policy/decisions.h"

namespace patchbay::loyalty {

/// As policy::keep_decisions, with the event alert.raised, once for each kept decision and rule. It
/// names the rule, its code and message, and the decision; neither the customer nor what is known
/// of them, nor which milestone it is about.
void keep_and_tell(store::Session& session, const OrganisationId& organisation,
                   std::span<const policy::KeptDecision> decisions, const Clock& clock,
                   Random& random);

}  // namespace patchbay::loyalty
