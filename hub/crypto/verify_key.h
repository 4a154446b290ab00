#pragma once
// Public keys that check signatures (OpenSSL).

#include <memory>
#include <string>
#include <string_view>

#include "hub/base/result.h"

struct evp_pkey_st;

namespace patchbay::crypto {

enum class VerifyKind {
  ed25519,     ///< RFC 8032; a signature is 64 bytes
  ecdsa_p256,  ///< with SHA-256 (FIPS 186-4); a signature is DER (RFC 3279 section 2.2.3)
};

/// Immutable, thread safe; copies share the key.
class VerifyKey {
 public:
  /// PEM, base64 of DER (SubjectPublicKeyInfo, RFC 5280), or, of ed25519, the 32 bytes as base64 or
  /// hex. Errors: invalid: no such key; the text is not quoted.
  static Result<VerifyKey> parse(VerifyKind kind, std::string_view text);
  /// False for whatever is not a signature of `message` by this key.
  bool verifies(std::string_view message, std::string_view signature) const;

 private:
  VerifyKey(VerifyKind kind, std::shared_ptr<evp_pkey_st> key)
      : kind_(kind), key_(std::move(key)) {}
  VerifyKind kind_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace patchbay::crypto
