#pragma once
// One movable deadline of a connection.

#include <chrono>
#include <functional>
#include <memory>

#include "hub/http/async.h"

namespace patchbay::http {

using Deadline = std::chrono::steady_clock::time_point;

inline Deadline deadline_after(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

/// Calls `expired` on its loop once when the deadline passes; never after destruction. Moving a
/// deadline further away, as every request does, costs no timer operation. Use on the loop only.
class Watchdog {
 public:
  Watchdog(const Executor& loop, std::function<void()> expired);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void set(Deadline deadline);
  void set_after(std::chrono::milliseconds time) { set(deadline_after(time)); }
  void clear();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace patchbay::http
