#pragma once
// What follows when other rules become active.

#include "hub/jobs/worker.h"
#include "hub/policy/policy_book.h"
#include "hub/store/store.h"

namespace patchbay::app {

/// The schedules that the active version declares (milestone_schedule.h), at a start; in read-only
/// mode they stay as they are. Blocks. Errors: as declare_milestone_schedule().
Result<void> declare_policy_schedules(store::Store& store, policy::PolicyBook& policies,
                                      const OrganisationId& organisation, const Clock& clock);

/// The handler of policy::waiting_orders_kind: first the schedules, then `decide_again`. Schedules
/// that cannot be declared are logged and stay as they are.
jobs::Handler follow_activations(store::Store& store, policy::PolicyBook& policies,
                                 const Clock& clock, jobs::Handler decide_again);

}  // namespace patchbay::app
