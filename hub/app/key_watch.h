#pragma once
// A running hub follows its key ring: rotations need no restart.

#include <memory>
#include <string>

#include "hub/app/key_source.h"
#include "hub/store/store.h"

namespace patchbay::app {

/// Reads the ring again when its file changes (looked at once a second), when another process says
/// that there is a new key, and on look(). A ring that the store can do with takes the place of the
/// old one, after the store was told of its keys; any other is logged and the old one stays.
class KeyWatch {
 public:
  virtual ~KeyWatch() = default;  ///< ends its thread; may wait for a command
  /// Thread safe: read the ring again soon.
  virtual void look() = 0;
};

/// Checks `ring` against the store and tells it the keys that are new, then watches. `ring` also
/// asks the source, at most once a second, for keys that it meets and lacks. `hub` is the name
/// under which this process seals. The store outlives the watch.
/// Errors: refused: the ring lacks keys of the store, or has them with other bytes; unavailable.
Result<std::unique_ptr<KeyWatch>> start_key_watch(store::Store& store, crypto::KeyRing ring,
                                                  KeySource source, std::string hub);

}  // namespace patchbay::app
