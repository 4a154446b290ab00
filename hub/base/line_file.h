#pragma once
// A file of lines that is only ever appended to, whole line by whole line.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "hub/base/result.h"

namespace patchbay {

/// Not thread safe.
class LineFile {
 public:
  /// Is given a line without its end; says why it does not belong there.
  using Reader = std::function<Result<void>(std::string_view line)>;

  /// Opens the file or makes it (for its owner only) and reads it. A last line without an end, torn
  /// by a kill before anybody was answered for it, is cut off. `what` is the file's name in errors.
  /// Errors: unavailable, naming the file; corrupt: the reader's words after file and line.
  static Result<std::unique_ptr<LineFile>> open(std::string file, const std::string& what,
                                                const Reader& read);
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  /// Appends a line (without an end, which is added) by one write(2) and returns after it. Errors:
  /// unavailable: the disk is full, say; nothing of the line stays.
  Result<void> append(std::string line);

 private:
  LineFile(std::string file, std::string what) : file_(std::move(file)), what_(std::move(what)) {}
  Result<void> load(const Reader& read);
  Error failure(const std::string& verb) const;

  std::string file_, what_;
  int descriptor_ = -1;
};

}  // namespace patchbay
