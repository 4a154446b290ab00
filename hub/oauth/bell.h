#pragma once
// Waiting for a commit that somebody makes. Private to the room.

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <vector>

#include "hub/http/async.h"

namespace patchbay::oauth {

/// Take a ticket, look, wait: a ring after the ticket ends the wait at once, so none is missed.
/// Thread safe.
class Bell {
 public:
  using Ticket = std::uint64_t;
  Ticket ticket() const;
  void ring();
  /// Until a ring after `ticket`, but no longer than `at_most`.
  Async<void> wait(Ticket ticket, Duration at_most);

 private:
  using Timer = boost::asio::steady_timer;
  mutable std::mutex mutex_;
  Ticket rung_ = 0;
  std::vector<std::weak_ptr<Timer>> waiting_;  ///< weak: a coroutine may go with its loop
};

}  // namespace patchbay::oauth
