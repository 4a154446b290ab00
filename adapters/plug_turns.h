#pragma once
// The plug's side of one call: its turns, on a plug thread, with both schemas checked there too.

#include <boost/asio/thread_pool.hpp>
#include <memory>

#include "adapters/caller.h"
#include "adapters/kinds.h"

namespace patchbay::adapters {

/// What the plug wants next, or how it ended.
struct Turn {
  Step step;
  bool hub_ended = false;  ///< the outcome is the hub's: a schema was broken, or begin() failed
};

/// Takes turns with a plug. Used by one coroutine; borrows `call` for its life.
class PlugTurns {
 public:
  PlugTurns(const Call& call, const Capability& capability, CallContext context,
            boost::asio::thread_pool& threads);
  /// A conversation that did not come to its end goes on a plug thread: its code must not run here.
  ~PlugTurns();
  PlugTurns(const PlugTurns&) = delete;
  PlugTurns& operator=(const PlugTurns&) = delete;

  /// The first turn takes Begin.
  Async<Turn> next(Reply reply);

 private:
  Turn take(Reply reply);

  const Call& call_;
  const Capability& capability_;
  CallContext context_;
  boost::asio::thread_pool& threads_;
  std::shared_ptr<Conversation> conversation_;
};

}  // namespace patchbay::adapters
