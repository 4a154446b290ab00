#pragma once
// Which keys the store's sealed values need, and which of them a ring has (docs/adr/0015-vault.md).

#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/sealed_column.h"
#include "hub/store/session.h"

namespace patchbay::access {

/// Every process that may change its ring listens to this signal of the store: a key is new.
constexpr const char* keys_channel = "vault_keys";

/// Ids of the keys that values were sealed with and that were not retired, in order.
std::vector<std::string> needed_keys(store::Session& session);

/// Whether `ring` has every key that the store needs, with the bytes it was used with.
/// Errors: refused, naming the keys that are missing and those that are others.
Result<void> check_keys(store::Session& session, const crypto::KeyRing& ring);

/// As check_keys(); then notes those keys of the ring that are new here. To be committed before
/// anything is sealed with them: then no look-up misses what stands under a key it does not know.
Result<void> adopt_keys(store::Session& session, const crypto::KeyRing& ring, Timestamp now);

/// What a text may be stored as in a blind index column: one for each key that the store needs.
/// The ring asks its source for a key that it lacks.
/// Errors: unavailable: this process lacks a key, so that it cannot say what is not there.
Result<std::vector<std::string>> index_candidates(store::Session& session,
                                                  const crypto::KeyRing& ring,
                                                  std::string_view text);

/// How many values of a column stand under a key.
struct KeyUse {
  std::string table, column;
  std::string key;           ///< empty: under keys that the store does not know
  std::int64_t sealed = 0;   ///< values
  std::int64_t indexed = 0;  ///< entries of its blind index
};
/// Reads every row of the columns. Only what is there: no zeros.
std::vector<KeyUse> count_key_use(store::Session& session,
                                  std::span<const store::SealedColumn> columns);

/// What this hub seals with, for those who would retire another key.
void note_active_key(store::Session& session, const std::string& hub, const std::string& key);

/// Forgets that the store needs a key. Errors: not_found; refused: it is the newest of `ring`, a
/// value or a blind index still depends on it, or a running hub still seals with another key than
/// the newest.
Result<void> retire_key(store::Session& session, std::span<const store::SealedColumn> columns,
                        const crypto::KeyRing& ring, const std::string& id);

}  // namespace patchbay::access
