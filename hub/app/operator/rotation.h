#pragma once
// Changes of the key ring by commands (docs/vault.md).

#include <string>

#include "hub/app/operator/operator.h"

namespace patchbay::app {

struct RotationOrder {
  std::string id;  ///< of the new key; empty: the next free "k<number>"
  std::int64_t per_second = 0;
  std::string reason;
};
/// Adds a newest key to the file the ring came from and orders that everything is sealed anew.
/// Returns the key's id. Errors: refused: the ring comes from elsewhere (what to do there, in the
/// message); conflict: the id is taken, or another rotation is at work; what store and file say.
Result<std::string> rotate_keys(Installation& here, const RotationOrder& order);

/// Orders re-sealing to the newest key of the ring. Returns false when it is under way already.
Result<bool> reseal_keys(Installation& here, const RotationOrder& order);

/// Takes a key that nothing depends on out of the store and, where it came from a file, out of it.
/// Errors: as access::retire_key().
Result<void> retire_key(Installation& here, const std::string& id, const std::string& reason);

}  // namespace patchbay::app
