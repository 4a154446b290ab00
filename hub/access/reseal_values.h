#pragma once
// The rows behind re-sealing one column. Private to the room.

#include <optional>
#include <string>
#include <vector>

#include "hub/crypto/key_ring.h"
#include "hub/store/sealed_column.h"
#include "hub/store/session.h"

namespace patchbay::access {

/// The values of a primary key, as text, in the key's order. Empty: before the first row.
using RowKey = std::vector<std::string>;

struct ResealedRows {
  std::size_t seen = 0;         ///< rows looked at; fewer than asked for: the column is through
  std::int64_t resealed = 0;    ///< rows changed
  std::int64_t unreadable = 0;  ///< rows that no key opens, left alone
  RowKey last;                  ///< of the rows seen
};

/// Seals up to `limit` rows after `after` with the active key, those that are not: the value and
/// its blind index. Each is changed only if it still is what was read.
ResealedRows reseal_rows(store::Session& session, const store::SealedColumn& column,
                         const crypto::KeyRing& keys, const RowKey& after, std::size_t limit);

}  // namespace patchbay::access
