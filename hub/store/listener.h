#pragma once
// Hears the commits of other processes on the same PostgreSQL. Private to hub/store.

#include <memory>
#include <string>

#include "hub/store/signals.h"
#include "hub/store/store_url.h"

namespace patchbay::store {

/// A thread with a connection of its own that LISTENs. What this process said itself
/// (`own_name`) is skipped: it was delivered at the commit.
class Listener {
 public:
  virtual ~Listener() = default;  ///< stops and joins
};
std::unique_ptr<Listener> start_listener(const StoreUrl& url, std::string own_name,
                                         std::shared_ptr<Signals> signals);

/// Random text that tells this process's notifications from others'.
std::string new_listener_name();

}  // namespace patchbay::store
