#pragma once
#include <span>

#include "hub/crypto/aes_gcm.h"

namespace patchbay::crypto {

/// A fresh random nonce. Many come from one call to the kernel, kept by thread; after a fork only a
/// new program may run in the child, or it would repeat its parent's.
void fill_nonce(std::span<char, gcm_nonce_bytes> nonce);

}  // namespace patchbay::crypto
