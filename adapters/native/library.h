#pragma once
// Loads a plugin's library for the life of the process.

#include <cstddef>
#include <memory>
#include <string>

#include "adapters/sdk/border.h"
#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// One generation of a plugin: what a file with these bytes gave. Conversations hold it, so that
/// its use_count() tells when an old one has drained.
struct Library {
  std::string hash;          ///< SHA-256 of its bytes, 64 hex characters
  patchbay_plugin_v1 table;  ///< at this hub's size: what an older plugin does not have is null
};

/// Inspects `file` (inspect.h), copies it to `cache_folder`/<hash>.so (written aside, then renamed,
/// so that nobody maps a half-written file, and overwriting `file` later harms nobody) and loads
/// the copy with RTLD_NOW. The folder is made when it is missing. Bytes that this process has
/// mapped before are not mapped again, whatever the file is called: the same Library comes back, or
/// the same error. Thread safe. Errors: as load_plug.
Result<std::shared_ptr<const Library>> load_library(const std::string& file,
                                                    const std::string& cache_folder);

/// Copies that a cache folder keeps beside those that this process has mapped.
constexpr std::size_t spare_copies_max = 16;

/// Deletes older copies, and what writers that died have left. Other hubs may share the folder: a
/// file that one of them has mapped may go (Linux keeps its bytes until nobody maps them), and one
/// that is about to be mapped is among the newest. Thread safe. Returns how many went.
std::size_t forget_copies(const std::string& cache_folder);

/// Libraries that this process has mapped; they are never unmapped (HOSTS.md section 5).
std::size_t mapped_images();

}  // namespace patchbay::adapters::native
