#pragma once
// When everybody's milestones are looked at, as the active policy says.

#include "hub/base/organisation.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::app {

/// Makes the schedules of the policy (origin "policy") those that its rules `schedule` say: the
/// first is called "milestones", others "milestones-<id of the rule>"; what it does not say any
/// more goes. One that configuration or API made under the same name stays as it is, and the log
/// says so. In the caller's transaction: at a start, and when a version becomes active. Errors:
/// invalid, naming file, line and field: a cron line that names no time.
Result<void> declare_milestone_schedule(store::Session& session, const OrganisationId& organisation,
                                        const policy::Policy& policy);

}  // namespace patchbay::app
