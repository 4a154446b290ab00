#pragma once
// The plug's side of one call: its turns, on a plug thread, with both schemas checked there too.

#include <memory>

#include "adapters/caller.h"
#include "adapters/kinds.h"
#include "adapters/plug_threads.h"
#include "adapters/steady_time.h"

namespace patchbay::adapters {

/// What the plug wants next, or how it ended.
struct Turn {
  Step step;
  bool hub_ended = false;  ///< the outcome is the hub's: a schema was broken, or begin() failed
};

/// Takes turns with a plug. Used by one coroutine.
class PlugTurns {
 public:
  PlugTurns(const Call& call, const Capability& capability, CallContext context,
            PlugThreads& threads, SteadyTime deadline);
  /// A conversation that did not come to its end goes on a plug thread: its code must not run here.
  ~PlugTurns();
  PlugTurns(const PlugTurns&) = delete;
  PlugTurns& operator=(const PlugTurns&) = delete;

  /// The first turn takes Begin. A turn that finds no free thread until the deadline is `retryable`
  /// and never runs. A plug that does not come back soon after the deadline is given up: it keeps
  /// its thread for as long as it likes, and what it says then is dropped.
  Async<Turn> next(Reply reply);

 private:
  struct Talk;

  std::shared_ptr<Talk> talk_;  // shared with the thread that a turn runs on
  bool is_under_way_ = false;   // a turn is: what the talk holds is that thread's
  PlugThreads& threads_;
  const SteadyTime deadline_;
};

}  // namespace patchbay::adapters
