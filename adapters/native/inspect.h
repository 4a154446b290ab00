#pragma once
// Looks at a shared library without running any of its code, not even what runs when it is loaded.

#include <string>
#include <string_view>

#include "adapters/sdk/border.h"
#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// Checks that the bytes of `file` are a whole shared library of this machine that exports the two
/// names of adapters/sdk/border.h, was made for this contract by this build's compiler
/// (compare_magic), and has no symbol that generations of it would share. Pure.
/// Errors: invalid, saying what it is instead; refused: another contract or build. Both say what
/// to do.
Result<void> inspect(const std::string& file, std::string_view bytes);

/// Compares what a plugin says of its build with this hub's: the same major, any minor.
/// Errors: refused: what was found, what is wanted, what to rebuild.
Result<void> compare_magic(const std::string& file, const patchbay_magic& found);

}  // namespace patchbay::adapters::native
