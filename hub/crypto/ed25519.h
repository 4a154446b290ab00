#pragma once
// Signing by ed25519 (RFC 8032), by OpenSSL; verify_key.h verifies.

#include <memory>
#include <string>
#include <string_view>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

constexpr std::size_t ed25519_seed_bytes = 32;
constexpr std::size_t ed25519_public_bytes = 32;

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

}  // namespace patchbay::crypto
