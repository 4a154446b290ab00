#pragma once
// Sealed values: AES-256-GCM under a ring of keys with ids (R-067; docs/adr/0015-vault.md).

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::crypto {

/// Keys by id; the active one seals, every one opens. Thread safe.
///
/// A ring is a handle: copies are the same ring, and what replace() or learn() does to one all of
/// them see. So a running hub follows a rotation through the references its parts hold.
///
/// A sealed text is "v1.<key id>.<base64 of nonce, ciphertext, tag>": format version, key and a
/// fresh 96-bit random nonce travel with it. `context` (hub/crypto/sealed_context.h) is bound as
/// associated data and must be the same when opening, so that a sealed value cannot be moved.
class KeyRing {
 public:
  /// Holds no key: opens nothing, and to seal with it is a defect (ErrorException, internal).
  KeyRing();
  /// One key of 64 hex characters (the form of ENCRYPTION_KEY, R-067), with id "k1".
  /// Errors: invalid (wrong length or characters; the key is never quoted).
  static Result<KeyRing> from_hex_key(const Secret& key);
  /// Lines (or pieces between ";") "<id> <64 hex>", newest last; blank lines and lines with # are
  /// skipped. The newest is active. Errors: invalid, naming the line.
  static Result<KeyRing> parse(std::string_view lines);
  /// A ring of one fresh random key.
  static KeyRing generate(const std::string& id);

  std::string seal(std::string_view plain, std::string_view context) const;
  /// Errors: corrupt: wrong form, unknown key id, changed bytes or another context.
  Result<Secret> open(std::string_view sealed, std::string_view context) const;

  /// "<key id>.<hex>": a keyed hash (HMAC-SHA256) of a text, to find sealed personal data without
  /// opening it. Under the active key: this is what is stored.
  std::string blind_index(std::string_view text) const;
  /// Under every key, newest first: a look-up asks for all of them, since rows that were not
  /// re-sealed yet stand under an older key. Rooms use access::index_candidates(), which also knows
  /// whether this ring has all keys.
  std::vector<std::string> blind_indexes(std::string_view text) const;

  std::vector<std::string> ids() const;  ///< oldest first, newest last
  std::string active() const;
  bool holds(std::string_view id) const;
  /// The ring as parse() reads it: for key files and backups.
  Secret lines() const;
  /// Whether it opens all that `other` opens, and finds by blind index what `other` finds.
  bool covers(const KeyRing& other) const;
  /// A ring of its own with these keys and those of `newer` behind them; of an id that both have
  /// this one's key stays.
  KeyRing with(const KeyRing& newer) const;
  /// The same without a key. Errors: not_found; refused: it is the only one.
  Result<KeyRing> without(std::string_view id) const;

  /// Takes the keys of `newer`, whose newest key becomes active.
  void replace(const KeyRing& newer);
  /// Adds keys that are new here; the active key stays.
  void learn(const KeyRing& newer) const;
  /// `read` gives the ring from where it came, or nothing. Called when a key id is unknown, on the
  /// thread that needs it, before open() fails; what it gives is learnt. It must be cheap when it
  /// is called often. Empty: nothing is read.
  void set_source(std::function<std::optional<KeyRing>()> read);
  /// Asks the source for a key that is not here. Returns whether it is now.
  bool find_key(std::string_view id) const;

 private:
  struct Keys;
  struct Live;
  explicit KeyRing(Keys keys);
  std::shared_ptr<const Keys> keys() const;
  void put(Keys keys) const;

  std::shared_ptr<Live> live_;
};

/// Whether `id` may name a key: 1 to 32 letters, digits, "_" or "-".
bool is_key_id(std::string_view id);
/// "k2" of "v1.k2.<base64>"; nothing when the text is not of that form.
std::optional<std::string_view> key_id_of(std::string_view sealed);
/// What every text sealed under a key begins with: "v1.k2.".
std::string sealed_prefix(std::string_view id);

}  // namespace patchbay::crypto
