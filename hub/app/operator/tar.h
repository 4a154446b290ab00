#pragma once
// One file of a few files: POSIX tar, which every system unpacks.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hub/base/result.h"

namespace patchbay::app {

struct TarPart {
  std::string name;  ///< plain, no folder
  std::string file;  ///< where its bytes are
};

/// Writes a new file (0600) and syncs it. Errors: not_found, unavailable (disk), naming the file.
Result<void> write_tar(const std::string& file, const std::vector<TarPart>& parts);

struct Unpacked {
  std::string file;
  std::int64_t bytes = 0;
  std::string sha256;  ///< lower-case hex
};

/// Unpacks into a folder what write_tar() wrote: plain files with plain names, few of them; nothing
/// else is taken. Errors: not_found, unavailable (disk), corrupt (no tar, damaged or cut short).
Result<std::map<std::string, Unpacked>> unpack_tar(const std::string& file,
                                                   const std::string& folder);

}  // namespace patchbay::app
