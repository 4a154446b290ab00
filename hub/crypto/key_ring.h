#pragma once
// Sealed values: AES-256-GCM under a ring of keys with ids.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

/// Keys by id; the newest seals, every one opens. Immutable after it is made; thread safe.
///
/// A sealed text is "v1.<key id>.<base64 of nonce, ciphertext, tag>": format version, key and a
/// fresh 96-bit random nonce travel with it. `context` is bound as associated data
/// ("table/row/column") and must be the same when opening, so that a sealed value cannot be moved.
class KeyRing {
 public:
  /// One key of 64 hex characters (the form of ENCRYPTION_KEY, R-067), with id "k1".
  /// Errors: invalid (wrong length or characters; the key is never quoted).
  static Result<KeyRing> from_hex_key(const Secret& key);
  /// Text lines "<id> <64 hex>", newest last; blank lines and lines with # are skipped.
  /// Errors: invalid, naming the line.
  static Result<KeyRing> parse(std::string_view lines);

  std::string seal(std::string_view plain, std::string_view context) const;
  /// Errors: corrupt: wrong form, unknown key id, changed bytes or another context.
  Result<Secret> open(std::string_view sealed, std::string_view context) const;
  /// A keyed hash (HMAC-SHA256, hex) of a text, to find sealed personal data without opening it.
  /// Derived from the oldest key, so that it stays the same when a newer key is added.
  std::string blind_index(std::string_view text) const;

  /// Oldest first, newest last.
  std::vector<std::string> ids() const;
  /// The ring as parse() reads it: for a backup.
  Secret lines() const;
  /// Whether it opens all that `other` opens, and finds by blind_index what `other` finds.
  bool covers(const KeyRing& other) const;

 private:
  std::map<std::string, Secret> keys_;  ///< 32 raw bytes each
  std::string newest_;
  std::string oldest_;
};

}  // namespace patchbay::crypto
