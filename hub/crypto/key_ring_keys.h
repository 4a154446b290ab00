#pragma once
// What a ring holds. Private to the room.

#include <mutex>

#include "hub/crypto/aes_gcm.h"
#include "hub/crypto/key_bytes.h"
#include "hub/crypto/key_ring.h"

namespace patchbay::crypto {

struct RingKey {
  std::string id;
  KeyBytes bytes;      ///< seals and opens
  KeyBytes index_key;  ///< derived: an index never is a MAC under the key that encrypts
};

/// Immutable.
struct KeyRing::Keys {
  std::vector<RingKey> all;  ///< oldest first
  std::string active;

  const RingKey* find(std::string_view id) const;
  const RingKey& sealing() const;
};

/// What the copies of a ring share.
struct KeyRing::Live {
  mutable std::mutex mutex;
  std::shared_ptr<const Keys> keys;
  std::function<std::optional<KeyRing>()> source;
};

}  // namespace patchbay::crypto
