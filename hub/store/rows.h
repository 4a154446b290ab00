#pragma once
// Many rows into one statement, on both databases, with one SQL text.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/store/query.h"

namespace patchbay::store {

/// Rows that become a FROM source. Declare columns, add values row by row, in order, then run SQL
/// in which `{rows}` stands for a table of those columns:
///
///   Rows rows({{"id", ColumnType::text}, {"amount", ColumnType::integer}});
///   rows.add("a").add(5);
///   execute(session, "INSERT INTO t (id, amount) SELECT id, amount FROM {rows} AS r "
///                    "WHERE true ON CONFLICT DO NOTHING", rows);
///
/// Thousands of rows cost one statement and one round trip. Text must be UTF-8 without NUL
/// (refused with ErrorException, invalid). SQLite needs "WHERE true" before ON CONFLICT in
/// INSERT … SELECT; write it always. Without ORDER BY the rows come in no promised order: add a
/// column that counts when the order matters.
class Rows {
 public:
  struct Column {
    std::string name;  ///< a plain SQL identifier
    ColumnType type;
  };
  explicit Rows(std::vector<Column> columns);
  Rows& add(std::string_view value);
  Rows& add(const char* value) { return add(std::string_view(value)); }
  Rows& add(const std::string& value) { return add(std::string_view(value)); }
  Rows& add(std::int64_t value);
  template <std::integral T>
  Rows& add(T value) {
    return add(static_cast<std::int64_t>(value));
  }
  Rows& add(Timestamp at) { return add(at.micros); }
  template <class T>
  Rows& add(const std::optional<T>& value) {
    return value ? add(*value) : add_null();
  }
  Rows& add_null();
  void reserve(std::size_t rows) { cells_.reserve(rows * columns_.size()); }
  /// Whole rows. A row that lacks values is a defect: execute() throws (internal).
  std::size_t size() const { return cells_.size() / columns_.size(); }
  bool empty() const { return cells_.empty(); }
  const std::vector<Column>& columns() const { return columns_; }

  /// For the store's bodies: the cells, row by row.
  struct Cell {
    enum class Kind : char { null, text, integer } kind = Kind::null;
    std::int64_t number = 0;  ///< integer, or where the text begins
    std::size_t size = 0;     ///< of the text
  };
  const std::vector<Cell>& cells() const { return cells_; }
  std::string_view text(const Cell& cell) const {
    return std::string_view(texts_).substr(static_cast<std::size_t>(cell.number), cell.size);
  }

 private:
  std::vector<Column> columns_;
  std::vector<Cell> cells_;
  std::string texts_;
};

/// Runs a statement over rows; returns the number of rows changed. No rows: runs nothing, 0.
std::int64_t execute(Session& session, std::string_view sql, const Rows& rows, Params params = {});

}  // namespace patchbay::store
