#pragma once
// The listener's book: one JSON line for every verified webhook. Private to the room.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "hub/base/clock.h"
#include "hub/base/line_file.h"
#include "hub/base/result.h"

namespace patchbay::webhooks {

/// Thread safe. A line that a crash tore is cut off when the book is opened.
class Book {
 public:
  /// Opens or creates. Errors: unavailable, naming the file; corrupt, naming the line.
  static Result<std::unique_ptr<Book>> open(const std::string& file);

  /// Appends a line by one write(2). Errors: unavailable: disk full, or the limit of ids reached.
  Result<void> add(std::string_view id, std::string_view type, Timestamp now);

  std::int64_t distinct() const;  ///< ids
  std::int64_t repeats() const;   ///< lines of ids that came before

 private:
  Book() = default;
  Result<void> read(std::string_view line);
  void count(std::string id);

  std::unique_ptr<LineFile> lines_;
  mutable std::mutex mutex_;
  std::unordered_set<std::string> ids_;
  std::int64_t repeats_ = 0;
};

}  // namespace patchbay::webhooks
