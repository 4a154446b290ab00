#include "hub/app/scheduled_kinds.h"

#include "hub/sync/jobs.h"

namespace patchbay::app {

const jobs::ScheduledKinds& scheduled_kinds() {
  static const jobs::ScheduledKinds kinds = [] {
    auto all = sync::scheduled_kinds();
    all.push_back({expire_kind, "expires issued rewards whose time has come", {}});
    return all;
  }();
  return kinds;
}

}  // namespace patchbay::app
