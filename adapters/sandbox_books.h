#pragma once
// The books of a partner in the sandbox: what it issued, on disk before anybody is answered.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/line_file.h"
#include "hub/base/result.h"

namespace patchbay::adapters {

/// Rows of JSON lines, one file a partner, only ever appended to; a line {"reversed": reference}
/// takes the rows before it with that reference out. Not thread safe.
class Books {
 public:
  /// Opens or makes the file and reads its rows; a torn last line (a kill in the middle of a
  /// write) is cut off. Errors: unavailable; corrupt: another line is no row, with its number.
  static Result<std::unique_ptr<Books>> open(std::string file);
  /// The same rows to look at only, while a sandbox may be writing: changes nothing on disk, and
  /// nothing can be added. Errors: not_found, unavailable, corrupt.
  static Result<std::unique_ptr<Books>> look(const std::string& file);

  /// Appends with one write(2) and returns after it. A row has reference, amount_minor, currency,
  /// partner_reference, maybe key, and issued_at, which is set here.
  /// Throws ErrorException: a member is missing, or the file cannot be written.
  void add(boost::json::object row, Timestamp now);
  /// Takes the rows of a reference out, with one write(2), and returns after it.
  /// Throws ErrorException: the file cannot be written.
  void reverse(const std::string& reference);
  /// The rows with that reference or key, oldest first.
  boost::json::array find(const std::string& reference_or_key) const;

  const std::vector<boost::json::object>& rows() const { return rows_; }
  /// For the next row; no number comes twice, whatever was taken out.
  std::int64_t next_number() const { return added_ + 1; }
  std::int64_t amount_minor() const { return amount_minor_; }

  /// Writes the report (CSV with a closing row) to `file`, whole, then renamed.
  /// Errors: unavailable.
  Result<void> write_report(const std::string& file, Timestamp as_of) const;

 private:
  Books() = default;
  Result<void> read(std::string_view line);
  void keep(boost::json::object row);
  void take_out(const std::string& reference);

  std::unique_ptr<LineFile> lines_;
  std::vector<boost::json::object> rows_;
  std::unordered_multimap<std::string, std::size_t> by_reference_;
  std::int64_t amount_minor_ = 0;
  std::int64_t added_ = 0;
};

}  // namespace patchbay::adapters
