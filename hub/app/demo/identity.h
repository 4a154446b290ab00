#pragma once
// What a data folder and a store belong to.

#include <optional>
#include <string>

#include "hub/base/result.h"

namespace patchbay::app {

/// The identity of a demo: kept in a file of the data folder and in the store.
struct Identity {
  std::string run_id;
  std::string input_hash;  ///< SHA-256 of the orders file
  std::string store_url;   ///< in the folder only, without its password
};

/// Pure: may a run with `wanted` go on, given what folder and store say? Gives the identity to
/// write to both (an old run id stays). Errors: conflict: which of the three does not belong.
/// A folder without a store's answer is a run that was cut before the store was bound; it goes on
/// only into a store that belongs to nobody.
Result<Identity> decide_identity(const Identity& wanted, const std::optional<Identity>& folder,
                                 const std::optional<Identity>& store, bool folder_is_bound);

/// Reads both sides, decides, writes what is missing, and gives back leases that an earlier
/// process of this run left behind. Opens the store for that and closes it again.
/// Errors: as decide_identity; unavailable when the store cannot be opened.
Result<Identity> bind_identity(const std::string& file, const Identity& wanted);

}  // namespace patchbay::app
