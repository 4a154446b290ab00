#pragma once
// Secrets of Standard Webhooks 1.0.0: made, read, signed with.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "hub/base/result.h"
#include "hub/base/secret.h"
#include "hub/crypto/ed25519.h"
#include "webhooks/endpoint.h"

namespace patchbay::webhooks {

/// A secret that was read once and signs often. Immutable, thread safe.
class SigningKey {
 public:
  /// "whsec_…" (v1) or "whsk_…", base64 of 64 bytes: seed and public key (v1a); without a prefix
  /// it is v1. Errors: invalid, never quoting it.
  static Result<SigningKey> read(const Secret& text);
  /// A new one, with its text.
  static Secret make(Signing scheme);

  Signing scheme() const { return ed25519() ? Signing::v1a : Signing::v1; }
  /// "whpk_…" of v1a; empty of v1.
  std::string public_key() const;
  /// "v1,<base64>" or "v1a,<base64>" over id "." seconds "." body.
  std::string sign(std::string_view id, std::int64_t seconds, std::string_view body) const;

 private:
  using Key = std::variant<Secret, crypto::Ed25519Key>;
  explicit SigningKey(Key key) : key_(std::move(key)) {}
  const crypto::Ed25519Key* ed25519() const { return std::get_if<crypto::Ed25519Key>(&key_); }

  Key key_;
};

}  // namespace patchbay::webhooks
