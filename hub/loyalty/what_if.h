#pragma once
// What rules would know of a customer, for trying them: nothing is decided, nothing is written.

#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// The facts of a look at the customer at `at`, as check_milestones() would have them, with the
/// numbers that the policy's limits on orders, awards, claims, links and checks ask for. Errors:
/// not_found: the store knows neither orders nor progress nor links nor rewards of the customer;
/// corrupt: their zone.
Result<policy::Facts> facts_of_customer(store::Session& session, const OrganisationId& organisation,
                                        const policy::Policy& policy, const std::string& customer,
                                        Timestamp at);

}  // namespace patchbay::loyalty
