#include "plugins/csv/row_reader.h"

#include <algorithm>

namespace patchbay::csv {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t long_row_kept_bytes = 500;
const char* const too_long = "the row is longer than 64 KiB";

struct RowEnd {
  std::size_t at = npos;  // of the line feed
  bool open_quote = false;
};

/// Where the row at the start of `text` ends. A quote opens only at a field's start.
RowEnd find_row_end(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  if (text.substr(0, line_end).find('"') == npos) return {line_end, false};
  bool quoted = false;
  bool field_start = true;
  const std::size_t limit = std::min(text.size(), row_bytes_max + 2);
  for (std::size_t i = 0; i < limit; ++i) {
    const char c = text[i];
    if (quoted) {
      quoted = c != '"' || (i + 1 < text.size() && text[i + 1] == '"' && ++i);
    } else if (c == '\n') {
      return {i, false};
    } else {
      quoted = c == '"' && field_start;
      field_start = c == ',' || (field_start && (c == ' ' || c == '\t'));
    }
  }
  return {npos, quoted};
}

}  // namespace

void RowReader::feed(std::string_view bytes, bool is_last) {
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_.append(bytes);
  is_last_ = is_last;
}

void RowReader::advance(std::size_t bytes) {
  begin_ += bytes;
  offset_ += bytes;
}

Row RowReader::take(std::size_t length, std::size_t with_end, std::string problem) {
  Row row{rest().substr(0, length), line_, std::move(problem)};
  line_ += std::max<std::int64_t>(
      1, std::count(row.text.begin(), row.text.end(), '\n') + (with_end > length ? 1 : 0));
  if (row.text.ends_with('\r')) row.text.remove_suffix(1);
  if (row.problem.empty() && row.text.size() > row_bytes_max) row.problem = too_long;
  advance(with_end);
  return row;
}

std::optional<Row> RowReader::skip_long_row() {
  const std::size_t end = rest().find('\n');
  if (end == npos && !is_last_) {
    dropped_ += rest().size();
    begin_ = buffer_.size();
    return std::nullopt;
  }
  const std::size_t gone = end == npos ? rest().size() : end + 1;
  begin_ += gone;
  offset_ += dropped_ + gone;
  dropped_ = 0;
  // The text moves behind the buffer's used part, so that it stays valid like any other row's.
  buffer_.insert(begin_, long_row_);
  Row row{rest().substr(0, long_row_.size()), line_++, too_long};
  begin_ += long_row_.size();
  long_row_.clear();
  return row;
}

std::optional<Row> RowReader::next() {
  if (!long_row_.empty()) return skip_long_row();
  const std::string_view text = rest();
  if (text.empty()) return std::nullopt;
  const RowEnd end = find_row_end(text);
  if (end.at != npos) return take(end.at, end.at + 1, {});
  const std::size_t line_end = text.find('\n');
  const bool whole = is_last_ && !end.open_quote && text.size() <= row_bytes_max;
  if (whole) return take(text.size(), text.size(), {});
  if (!is_last_ && text.size() <= row_bytes_max) return std::nullopt;
  // No end within the limit, or a quote open at the file's end: this line is lost, no other.
  if (line_end != npos && line_end <= row_bytes_max)
    return take(line_end, line_end + 1, "a quote is never closed");
  if (is_last_ && text.size() <= row_bytes_max)
    return take(text.size(), text.size(), "a quote is never closed");
  long_row_ = std::string(text.substr(0, long_row_kept_bytes));
  return skip_long_row();
}

}  // namespace patchbay::csv
