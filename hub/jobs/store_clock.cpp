#include "hub/jobs/store_clock.h"

#include <atomic>

namespace patchbay::jobs {
namespace {

std::atomic<const Clock*> machine_clock{nullptr};  // null: the machine's own

}  // namespace

Timestamp machine_now() {
  const Clock* clock = machine_clock;
  return (clock != nullptr ? *clock : system_clock()).now();
}

void set_machine_clock(const Clock& clock) { machine_clock = &clock; }

}  // namespace patchbay::jobs
