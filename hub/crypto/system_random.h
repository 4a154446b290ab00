#pragma once
#include <string>

#include "hub/base/random.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

/// The kernel's generator through libsodium; one for the process, lives for ever. For secrets.
Random& system_random();

/// `bytes` random bytes as lower-case hex: tokens, keys.
Secret random_hex(std::size_t bytes);

}  // namespace patchbay::crypto
