#pragma once
// Looks at a shared library without running any of its code.

#include <string>

#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// Checks that the bytes of `file` are a whole shared library of this machine that exports the two
/// names of adapters/sdk/border.h. Errors: invalid, saying what it is instead and what to do.
Result<void> inspect(const std::string& file, const std::string& bytes);

}  // namespace patchbay::adapters::native
