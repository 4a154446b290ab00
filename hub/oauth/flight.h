#pragma once
// One fetch that many wait for. Private to the room.

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "hub/oauth/tokens.h"

namespace patchbay::oauth {

/// Lands once, with a token or with why there is none; who waits is resumed on its own loop. Thread
/// safe; kept by std::shared_ptr of everybody concerned.
class Flight {
 public:
  /// The first landing counts.
  void land(const Got& outcome);
  /// What it landed with, now or later.
  Async<Got> wait();

 private:
  /// Calls `resume` after the landing: at once when that was before.
  void when_landed(std::function<void()> resume);

  std::mutex mutex_;
  std::optional<Got> outcome_;
  std::vector<std::function<void()>> waiters_;
};

}  // namespace patchbay::oauth
