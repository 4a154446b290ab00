#pragma once
// What a run may ask its worker: until when it surely holds its lease, and whether to stop.

#include <atomic>

#include "hub/base/boot_clock.h"

namespace patchbay::jobs {

/// Times are by this machine's clock that no sleep stops, a lease's length after the moment before
/// it was claimed or renewed, so never too late however long the database took. Thread safe.
class LeaseClock {
 public:
  using Time = BootTime;

  explicit LeaseClock(Time good_until) : good_until_(good_until) {}
  Time good_until() const { return good_until_; }
  /// Somebody cancelled the job: a handler that sees it between two steps may end early with Again
  /// or Later, which then counts as cancelled. Known at the next heartbeat after cancel().
  bool stop_wanted() const { return stop_wanted_; }

  /// After a renewal; Time::min() when the lease is lost.
  void set(Time good_until) { good_until_ = good_until; }
  void want_stop() { stop_wanted_ = true; }

 private:
  std::atomic<Time> good_until_;
  std::atomic<bool> stop_wanted_ = false;
};

}  // namespace patchbay::jobs
