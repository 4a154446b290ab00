#pragma once
// Cuts a stream of bytes into CSV rows with their place in the file.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace patchbay::csv {

constexpr std::size_t row_bytes_max = 64 * 1024;

struct Row {
  std::string_view text;  ///< without the line end; of a row that is too long only its beginning
  std::int64_t line = 0;  ///< of its first byte, from 1
  std::string problem;    ///< why it cannot be read, or empty
};

/// Rows end at a line feed outside quotes (RFC 4180); a carriage return before it is cut off. A
/// quote that is never closed, or not within row_bytes_max, spoils one line only: reading goes on
/// after it. Holds at most what it was fed and one row. Not thread safe.
class RowReader {
 public:
  /// Starts at a row's first byte.
  RowReader(std::uint64_t offset, std::int64_t line) : offset_(offset), line_(line) {}

  /// The bytes that follow what was fed before. `is_last`: the file ends with them.
  void feed(std::string_view bytes, bool is_last);
  /// The next row, valid until the next call; nothing when more bytes are needed or all is read.
  std::optional<Row> next();
  /// Leaves out bytes at the start of what was fed (a byte order mark).
  void skip(std::size_t bytes) { advance(bytes); }

  /// The first byte of the next row, in the file, and its line.
  std::uint64_t offset() const { return offset_; }
  std::int64_t line() const { return line_; }
  /// Where the next bytes to feed begin.
  std::uint64_t fed_until() const { return offset_ + dropped_ + rest().size(); }
  bool at_end() const { return is_last_ && rest().empty() && long_row_.empty(); }

 private:
  std::string_view rest() const { return std::string_view(buffer_).substr(begin_); }
  void advance(std::size_t bytes);
  Row take(std::size_t length, std::size_t with_end, std::string problem);
  std::optional<Row> skip_long_row();

  std::string buffer_;
  std::size_t begin_ = 0;  // of the next row in buffer_
  std::uint64_t offset_;
  std::int64_t line_;
  bool is_last_ = false;
  std::string long_row_;       // the beginning of a row without an end in sight
  std::uint64_t dropped_ = 0;  // bytes of it that were let go
};

}  // namespace patchbay::csv
