#pragma once
// Finding the credential of a request: from memory as a rule, so that no request waits for the
// database.

#include <atomic>
#include <memory>
#include <string>

#include "hub/access/credentials.h"
#include "hub/http/async.h"
#include "hub/http/caller.h"
#include "hub/http/loops.h"
#include "hub/http/networks.h"
#include "hub/store/store.h"

namespace patchbay::access {

/// A credential as requests meet it. Immutable but for its marks of use.
struct KnownCredential {
  Credential credential;
  std::string secret_hash;
  Secret secret;                                       ///< empty: it cannot sign
  http::Networks networks;                             ///< empty: from anywhere
  std::shared_ptr<const http::Caller> bearer, signer;  ///< who the request's caller is then
  mutable std::atomic<std::int64_t> used_at{0};        ///< microseconds
  mutable std::atomic<bool> use_noted{false};          ///< it waits to be written
};
using KnownCredentialPtr = std::shared_ptr<const KnownCredential>;

struct BookOptions {
  std::size_t entries_max = 20'000;
  std::size_t unknown_max = 20'000;          ///< keys that do not exist, remembered
  std::size_t lookups_max = 256;             ///< in the store at once; more: unavailable
  Duration life = std::chrono::seconds(30);  ///< in case a signal was lost
  Duration unknown_life = std::chrono::seconds(5);
  std::chrono::milliseconds look_again{1'000};  ///< for changes by another process on SQLite
  std::chrono::milliseconds write_uses{60'000};
};

/// Thread safe. A change of credentials anywhere makes every hub forget what it remembers of them:
/// at once over PostgreSQL and in this process, within `look_again` over SQLite. What stands there
/// revoked or expired is found, too: whether it is valid is the caller's question.
class CredentialBook {
 public:
  virtual ~CredentialBook() = default;
  /// Null: there is none of this key. Throws ErrorException: unavailable (the store, or too many
  /// look-ups at once).
  virtual Async<KnownCredentialPtr> find(std::string public_key) = 0;
  /// It let somebody in: kept in memory, written in batches.
  virtual void used(const KnownCredentialPtr& known, Timestamp at) = 0;
  /// Writes the uses that are not written; follows no more changes. Blocks: not from a loop.
  virtual void stop() = 0;
  /// Look-ups that went to the store so far.
  virtual std::uint64_t store_lookups() const = 0;
};

/// What a request needs of a row. Errors: corrupt: the key ring cannot open the secret, or the list
/// of networks cannot be read.
Result<KnownCredentialPtr> know(const StoredCredential& stored, const crypto::KeyRing& keys);

/// Store, loops and clock outlive the book; the key ring is copied.
std::unique_ptr<CredentialBook> make_credential_book(store::Store& store, http::Loops& loops,
                                                     const crypto::KeyRing& keys,
                                                     const Clock& clock, BookOptions options = {});

}  // namespace patchbay::access
