#pragma once
// What the commits of this process have to tell other processes, until the listener says it.
// Private to hub/store.

#include <mutex>

#include "hub/store/signals.h"

namespace patchbay::store {

/// NOTIFY in a transaction would make all commits of the database wait for each other: so the
/// listener says it on its own connection, many commits at once. Thread safe.
class Outlet {
 public:
  Outlet();
  ~Outlet();
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;

  /// Whether a listener collects. Otherwise who commits must say it himself.
  bool is_open() const;
  void open();

  void give(const Signals::Channels& channels);
  Signals::Channels take();
  /// Readable while there is something to take.
  int descriptor() const { return descriptor_; }

 private:
  mutable std::mutex mutex_;
  Signals::Channels channels_;
  bool is_open_ = false;
  int descriptor_;  ///< an eventfd
};

}  // namespace patchbay::store
