#pragma once
// Many rows into one statement, on both databases, with one SQL text.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/store/session.h"

namespace patchbay::store {

enum class ColumnType { text, integer };

/// Rows that become a FROM source. Declare columns, add values row by row, in order, then run SQL
/// in which `{rows}` stands for a table of those columns:
///
///   Rows rows({{"id", ColumnType::text}, {"amount", ColumnType::integer}});
///   rows.add("a").add(5);
///   execute(session, "INSERT INTO t (id, amount) SELECT id, amount FROM {rows} AS r "
///                    "ON CONFLICT DO NOTHING", rows);
///
/// On PostgreSQL the source is json_to_recordset, on SQLite json_each; both take one parameter, so
/// a thousand rows cost one round trip. Text must not hold NUL (refused with ErrorException).
/// SQLite needs "WHERE true" before ON CONFLICT in INSERT … SELECT; write it always.
class Rows {
 public:
  struct Column {
    std::string name;
    ColumnType type;
  };
  explicit Rows(std::vector<Column> columns);
  Rows& add(std::string_view value);
  Rows& add(const char* value) { return add(std::string_view(value)); }
  Rows& add(const std::string& value) { return add(std::string_view(value)); }
  Rows& add(std::int64_t value);
  Rows& add_null();
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  /// The parameter value: a JSON array of row objects or arrays, as the dialect wants it.
  std::string json(Dialect dialect) const;
  /// `sql` with {rows} replaced by the source over parameter :rows.
  std::string bind(std::string_view sql, Dialect dialect) const;

 private:
  struct Value {
    std::string text;
    std::int64_t number = 0;
    char kind = 'n';  // n(ull), t(ext), i(nteger)
  };
  std::vector<Column> columns_;
  std::vector<Value> values_;
};

/// Runs a statement over rows; returns the number of rows changed.
std::int64_t execute(Session& session, std::string_view sql, const Rows& rows);

}  // namespace patchbay::store
