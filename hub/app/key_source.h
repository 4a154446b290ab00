#pragma once
// Where the key ring comes from: a file, the environment or a command.

#include <string>
#include <vector>

#include "hub/base/field.h"
#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"

namespace patchbay::app {

struct KeySource {
  enum class Kind { none, file, environment, command };
  Kind kind = Kind::none;
  std::string file;                  ///< security.key_file
  Secret text;                       ///< of ENCRYPTION_KEY
  std::vector<std::string> command;  ///< the words of security.key_command
};

/// What the settings and ENCRYPTION_KEY (empty: it is not set) name. Errors: invalid: more than
/// one.
Result<KeySource> find_key_source(const FieldValues& values, const Secret& variable);

/// Reads the ring anew. May block for as long as a command takes (10 s at most).
/// Errors: not_found or unavailable (the file, the command), invalid (what they gave).
Result<crypto::KeyRing> read_ring(const KeySource& source);

/// Writes a key file, whole or not at all: a new one with mode 0600, an old one keeps its owner and
/// who may read it. Errors: unavailable.
Result<void> write_ring(const std::string& file, const crypto::KeyRing& ring);

}  // namespace patchbay::app
