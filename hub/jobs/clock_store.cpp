#include "hub/jobs/store_clock.h"

#include <atomic>

#include "hub/store/query.h"

namespace patchbay::jobs {
namespace {

std::atomic<const Clock*> machine_clock{nullptr};  // null: the machine's own

}  // namespace

Timestamp machine_now() {
  const Clock* clock = machine_clock;
  return (clock != nullptr ? *clock : system_clock()).now();
}

Timestamp store_now(store::Session& session) {
  const Clock* clock = machine_clock;
  const bool is_injected = clock != nullptr && clock != &system_clock();
  if (is_injected || !session.is_postgresql()) return machine_now();
  return store::query_value<Timestamp>(session, std::string("SELECT ") + now_sql(session)).value();
}

void set_machine_clock(const Clock& clock) { machine_clock = &clock; }

}  // namespace patchbay::jobs
