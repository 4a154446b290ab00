#pragma once
// Tokens between the store and memory. Private to the room.

#include <optional>

#include "hub/oauth/refresh_decision.h"
#include "hub/oauth/token_answer.h"
#include "hub/oauth/tokens_store.h"

namespace patchbay::oauth {

/// A row with what the key ring opens of it.
struct Opened {
  std::optional<TokenRow> row;
  Secret access, refresh;
  Timestamp now;   ///< by the database's clock, when it was read
  Timestamp here;  ///< by this machine's, at most then; whoever reads it sets it
  Standing standing;
};
/// In a transaction of its own: reads and opens. `refused` is the token the partner refused last.
Opened look_at(store::Session& session, const crypto::KeyRing& keys, const TokenKey& key,
               const Secret& refused);

/// What the partner gave at the earliest at `asked_at`, ready for the store.
Pair seal_pair(const crypto::KeyRing& keys, const TokenKey& key, GrantType grant,
               const TokenAnswer& answer, Timestamp asked_at);

bool same(const Secret& a, const Secret& b);  ///< in constant time

}  // namespace patchbay::oauth
