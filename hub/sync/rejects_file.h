#pragma once
// Rows that could not be taken, as CSV for a person: line, reason, row. Private to the room.

#include <cstdint>
#include <span>
#include <string>

#include "hub/base/result.h"

namespace patchbay::sync {

struct Reject {
  std::int64_t line = 0;  ///< in the partner's file; 0 when there is none
  std::string reason;
  std::string row;
};

/// Cuts the file back to `length` (what is behind it belongs to a transaction that never
/// committed), appends the rows with a header before the first, and flushes to the disk. Returns
/// the new length, to be committed with the cursor. Blocks. With no rows and no length nothing is
/// created. A file that is shorter than `length` (somebody tidied up) is appended to as it is.
/// Errors: unavailable, naming the file.
Result<std::int64_t> append_rejects(const std::string& file, std::int64_t length,
                                    std::span<const Reject> rejects);

}  // namespace patchbay::sync
