#pragma once
// Small files of a data folder: read whole, written whole.

#include <string>

#include "hub/base/result.h"
#include "hub/base/secret.h"

namespace patchbay::app {

/// Errors: not_found, unavailable; both name the file.
Result<std::string> read_file(const std::string& path);
/// Writes beside, syncs, renames: after a crash the file is the old one or the new one.
/// Mode 0600. Errors: unavailable.
Result<void> write_file(const std::string& path, const std::string& text);
/// Lower-case hex SHA-256 of a file's bytes. Errors: as read_file.
Result<std::string> hash_file(const std::string& path);

/// An exclusive lock on a file, held until it goes; the kernel frees it with the process.
class FileLock {
 public:
  /// Errors: conflict: another process holds it; unavailable: the file cannot be made.
  static Result<FileLock> take(const std::string& path);
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace patchbay::app
