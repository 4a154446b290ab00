#pragma once
// Schedules in a running hub: what the configuration declares, and what every hub has.

#include "adapters/registry.h"
#include "hub/app/schedule_setup.h"
#include "hub/base/organisation.h"
#include "hub/store/store.h"

namespace patchbay::app {

/// Adds what runs without being declared, unless a schedule of that job is: rewards
/// expire, orders that wait for rules are looked at.
std::vector<ScheduleSetup> with_own_schedules(std::vector<ScheduleSetup> declared);

/// Checks the partners of the schedules and writes them; in read-only mode they stay as they are
/// until the next start. Errors: where it stands, and what is
/// wrong.
Result<void> declare_schedules(store::Store& store, const adapters::Registry& registry,
                               const OrganisationId& organisation,
                               const std::vector<ScheduleSetup>& declared);

}  // namespace patchbay::app
