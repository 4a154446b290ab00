#pragma once
// A plugin's file and its content-addressed copy.

#include <string>

#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// The whole file. Errors: not_found: it cannot be read; invalid: larger than 256 MiB.
Result<std::string> read_library(const std::string& file);

/// The path of `folder`/<hash>.so with these bytes; one that is there is kept if it still has them.
/// Errors: unavailable: the folder cannot be written.
Result<std::string> copy_library(const std::string& bytes, const std::string& hash,
                                 const std::string& folder);

}  // namespace patchbay::adapters::native
