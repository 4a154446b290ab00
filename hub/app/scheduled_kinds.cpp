#include "hub/app/scheduled_kinds.h"

#include "hub/loyalty/milestone_job.h"
#include "hub/policy/versions.h"
#include "hub/sync/jobs.h"

namespace patchbay::app {

const jobs::ScheduledKinds& scheduled_kinds() {
  static const jobs::ScheduledKinds kinds = [] {
    auto all = sync::scheduled_kinds();
    all.push_back({expire_kind, "expires issued rewards whose time has come", {}});
    all.push_back({loyalty::milestones_kind, "gives what is due by clean days and by points", {}});
    all.push_back(
        {policy::waiting_orders_kind, "decides about orders that wait because a rule failed", {}});
    return all;
  }();
  return kinds;
}

}  // namespace patchbay::app
