#pragma once
// Enqueues jobs one by one, durably, from many callers at once: their commits are shared.

#include <atomic>
#include <deque>
#include <variant>

#include "hub/jobs/queue.h"
#include "hub/store/batch.h"

namespace patchbay::jobs {

/// For callers without a transaction of their own; jobs of callers that do not wait for each other
/// come in any order. Thread safe; not to be destroyed on a store thread.
class Enqueuer {
 public:
  /// Both outlive it.
  Enqueuer(store::Store& store, const Clock& clock);
  /// Resumes when the job is stored (or its key was there before). Errors (ErrorException): as
  /// enqueue(), and unavailable.
  Async<void> enqueue(NewJob job);
  /// The same with a callback on a store thread: null or the error.
  void enqueue(NewJob job, std::function<void(std::exception_ptr)> done);

 private:
  using Batch = store::Batch<NewJob, std::monostate>;
  Batch& next();

  /// PostgreSQL: one is committed while the callers of the other come back with their next jobs.
  std::deque<Batch> batches_;
  std::atomic<std::size_t> turn_ = 0;
};

}  // namespace patchbay::jobs
