#pragma once
// Rewards that are due and do not come yet, for who asks why.

#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

struct WaitingAward {
  std::string milestone;
  std::string code;     ///< of the limit, for programs: "ACCOUNT_NOT_LINKED"
  std::string message;  ///< of the limit, for the customer
};

/// What waits for staff (held), in order of milestone, then what a look at `now` would hold or
/// deny, in the policy's order of milestones. Reads only, and counts as no look. When a rule fails,
/// only the former: whoever looks at milestones tells of the failure.
std::vector<WaitingAward> waiting_awards(store::Session& session,
                                         const OrganisationId& organisation,
                                         const policy::Policy& policy, const std::string& customer,
                                         Timestamp now);

}  // namespace patchbay::loyalty
