#pragma once
// Background work that is done round by round: a round, a rest, the next round.

#include <functional>
#include <memory>
#include <string>

#include "hub/http/async.h"

namespace patchbay {

/// One round at a time, on one loop.
class Rounds {
 public:
  /// Waits for the round under way. Not from a loop, and not after their own has stopped.
  virtual ~Rounds() = default;
  /// The next round begins at once, or right after the one under way. Thread safe.
  virtual void wake() = 0;
};

/// Starts with a round; `round` says how long to rest after it (0: not at all). When it throws, the
/// failure is logged as an outage of `name` and the rest is a second.
std::unique_ptr<Rounds> start_rounds(const Executor& loop, const std::string& name,
                                     std::function<Async<Duration>()> round);

}  // namespace patchbay
