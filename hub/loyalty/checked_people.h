#pragma once
// Whom the daily look is for. Private to hub/loyalty.

#include "hub/loyalty/milestone_check.h"

namespace patchbay::loyalty {

/// A page in order of customer, those after `after`: everybody with clean days and, where the
/// policy has milestones by points, everybody who has earned some: a milestone that a limit denied
/// when an order reached it is still due.
std::vector<CheckedPerson> list_checked(store::Session& session, const OrganisationId& organisation,
                                        const policy::Policy& policy, const std::string& after,
                                        std::size_t limit);

}  // namespace patchbay::loyalty
