#pragma once
// Fires schedules. Every hub runs one; the store sees to it that each occurrence is fired once.

#include <functional>
#include <memory>

#include "hub/http/loops.h"
#include "hub/jobs/schedules.h"
#include "hub/store/store.h"

namespace patchbay::jobs {

struct SchedulerParts {
  store::Store& store;
  http::Loops& loops;
  /// False: nothing is fired (read-only mode); what is due meanwhile was missed.
  std::function<bool()> may_fire;
  std::function<void()> after_commit;  ///< jobs were enqueued: wake the workers
  std::function<Timestamp(store::Session&)> now = store_now;
  /// Looked after at least this often: another process may have changed a SQLite store.
  Duration look_again{5'000'000};
};

class Scheduler {
 public:
  virtual ~Scheduler() = default;  ///< stops; not from a loop
  virtual void wake() = 0;         ///< thread safe: something changed
};
/// Sleeps until a schedule is due, wakes at changes (channel "schedules").
std::unique_ptr<Scheduler> start_scheduler(SchedulerParts parts);

}  // namespace patchbay::jobs
