#pragma once
// One fetch that many wait for. Private to the room.

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/http/async.h"

namespace patchbay::oauth {

/// Lands once, with a token or an error; who waits is resumed on its own loop. Thread safe; kept
/// by std::shared_ptr of everybody concerned.
class Flight {
 public:
  /// The first landing counts.
  void land(const Result<Secret>& outcome);
  /// What it landed with, now or later.
  Async<Result<Secret>> wait();

 private:
  /// Calls `resume` after the landing: at once when that was before.
  void when_landed(std::function<void()> resume);

  std::mutex mutex_;
  std::optional<Result<Secret>> outcome_;
  std::vector<std::function<void()>> waiters_;
};

}  // namespace patchbay::oauth
