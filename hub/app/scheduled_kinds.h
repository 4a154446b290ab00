#pragma once
// Every kind of job that may be scheduled: the one list that configuration, API and commands share.

#include "hub/jobs/schedule.h"

namespace patchbay::app {

inline constexpr const char* expire_kind = "reward.expire";

const jobs::ScheduledKinds& scheduled_kinds();

}  // namespace patchbay::app
