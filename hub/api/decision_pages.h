#pragma once
// What business staff see of decisions: pure, of what was read. Private to the room.

#include <vector>

#include "hub/api/decision_view.h"
#include "hub/api/html.h"

namespace patchbay::api {

/// What was held, flagged and told, in the order given.
Html decisions_page(const std::vector<policy::KeptDecision>& decisions);
/// One and why.
Html decision_page(const ExplainedDecision& decision);

}  // namespace patchbay::api
