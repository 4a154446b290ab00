#pragma once
// Loads a plugin's library for the life of the process.

#include <string>

#include "adapters/sdk/border.h"
#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// Copies `file` to `cache_folder`/<sha256 of its bytes>.so (written aside, then renamed, so that
/// nobody maps a half-written file, and overwriting `file` later harms nobody), inspects the copy,
/// loads it and compares its magic block. The folder is made when it is missing.
/// The table lives as long as the process. Errors: as load_plug.
Result<const patchbay_plugin_v1*> load_library(const std::string& file,
                                               const std::string& cache_folder);

/// Compares what a plugin says of its build with this hub's. Errors: refused.
Result<void> compare_magic(const std::string& file, const patchbay_magic& found);

}  // namespace patchbay::adapters::native
