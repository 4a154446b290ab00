#pragma once
// Reads a shared library's table of exported symbols from its bytes. Nothing in them is trusted.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay::adapters::native {

/// A symbol that the library itself defines.
struct ExportedSymbol {
  std::string_view name;  ///< borrowed from the bytes
  bool is_data = false;
  bool is_unique = false;     ///< one for the whole process (STB_GNU_UNIQUE)
  std::string_view contents;  ///< data: as the file has them; empty: not in the file
};

/// Calls `take` for each exported symbol of a 64-bit ELF library of this machine (System V ABI,
/// "Object Files"; <elf.h>). Borrows `bytes`. Errors: invalid: what it is instead, as the end of a
/// sentence that begins with the file's name.
Result<void> read_exports(std::string_view bytes,
                          const std::function<void(const ExportedSymbol&)>& take);

}  // namespace patchbay::adapters::native
