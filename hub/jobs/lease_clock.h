#pragma once
// Until when a run surely holds its lease, by the clock of its own process.

#include <atomic>
#include <chrono>

namespace patchbay::jobs {

/// Times are a lease's length after the moment before it was claimed or renewed, so never too late
/// however long the database took. Thread safe.
class LeaseClock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit LeaseClock(Time good_until) : good_until_(good_until) {}
  Time good_until() const { return good_until_; }
  /// After a renewal; Time::min() when the lease is lost.
  void set(Time good_until) { good_until_ = good_until; }

 private:
  std::atomic<Time> good_until_;
};

}  // namespace patchbay::jobs
