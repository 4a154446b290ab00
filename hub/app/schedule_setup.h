#pragma once
#include <string>

#include "hub/jobs/schedule.h"

namespace patchbay::app {

/// A schedule as the configuration has it.
struct ScheduleSetup {
  std::string id;
  jobs::Definition definition;
  std::string payload;
  std::string where;  ///< "patchbay.toml:12"
};

}  // namespace patchbay::app
