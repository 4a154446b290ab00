#pragma once
// Hears the commits of other processes on the same PostgreSQL. Private to hub/store.

#include <memory>
#include <string>

#include "hub/store/store_url.h"
#include "hub/store/transaction.h"

namespace patchbay::store {

/// A thread with a connection of its own that LISTENs, and says what the commits of this process
/// have to say. What it hears of itself is skipped: it was delivered at the commit.
class Listener {
 public:
  virtual ~Listener() = default;  ///< stops and joins
};
std::unique_ptr<Listener> start_listener(const StoreUrl& url, Announcer announcer);

/// Random text that tells this process's notifications from others'.
std::string new_listener_name();

}  // namespace patchbay::store
