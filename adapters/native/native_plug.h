#pragma once
// Native partners: one .so each, loaded through the C border of adapters/sdk/border.h.

#include <memory>
#include <string>

#include "adapters/plug.h"
#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// Inspects the file's bytes before any of its code runs, copies it to `cache_folder`/<sha256>.so,
/// loads that, reads the manifest. The library stays mapped for the life of the process; bytes that
/// were loaded before are not mapped again (library.h). Thread safe.
/// Errors: not_found, invalid (not a shared library, no entry symbol, a broken manifest), refused
/// (another contract version or build: what was found, what is wanted, what to rebuild).
Result<std::shared_ptr<Plug>> load_plug(const std::string& file, const std::string& cache_folder);

}  // namespace patchbay::adapters::native
