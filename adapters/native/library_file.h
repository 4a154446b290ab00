#pragma once
// A plugin's file and its content-addressed copy.

#include <cstddef>
#include <set>
#include <string>

#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// The whole file. Errors: not_found: it cannot be read; invalid: larger than 256 MiB.
Result<std::string> read_library(const std::string& file);

/// The path of `folder`/<hash>.so with these bytes; one that is there is kept if it still has them,
/// and counts as new. Errors: unavailable: the folder cannot be written; nothing is left in it.
Result<std::string> copy_library(const std::string& bytes, const std::string& hash,
                                 const std::string& folder);

/// Deletes the copies in a folder, and what was left of failed ones, but for those of the `needed`
/// hashes and the `newest` of the others. Files of other names, and what cannot be deleted, stay.
/// Returns how many went.
std::size_t forget_old_copies(const std::string& folder, const std::set<std::string>& needed,
                              std::size_t newest);

}  // namespace patchbay::adapters::native
