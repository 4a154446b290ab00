#pragma once
// Signatures by ed25519 (RFC 8032), by OpenSSL.

#include <memory>
#include <string>
#include <string_view>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

constexpr std::size_t ed25519_seed_bytes = 32;
constexpr std::size_t ed25519_public_bytes = 32;
constexpr std::size_t ed25519_signature_bytes = 64;

/// A private key. Immutable, cheap to copy, thread safe.
class Ed25519Key {
 public:
  /// Errors: invalid: not 32 bytes; they are never quoted.
  static Result<Ed25519Key> from_seed(const Secret& seed);

  std::string public_key() const;                 ///< 32 bytes
  std::string sign(std::string_view text) const;  ///< 64 bytes

 private:
  explicit Ed25519Key(std::shared_ptr<void> key) : key_(std::move(key)) {}
  std::shared_ptr<void> key_;
};

/// False as well for a key or a signature of the wrong length.
bool verify_ed25519(std::string_view public_key, std::string_view text, std::string_view signature);

}  // namespace patchbay::crypto
