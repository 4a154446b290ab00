#pragma once
// How Rows become a table on each database. Private to hub/store.

#include <memory>
#include <string>
#include <string_view>

#include "hub/store/rows.h"

namespace patchbay::store {

/// `sql` with its one {rows} replaced. Throws ErrorException (internal) when there is not one.
std::string put_source(std::string_view sql, std::string_view source);

/// PostgreSQL: a FROM source over parameter :rows, and the JSON array for it.
std::string postgresql_source(const Rows& rows);
std::string postgresql_json(const Rows& rows);

/// SQLite: a virtual table that reads Rows where they are (half the cost of json_each). One for a
/// connection; parameter :rows is the number of a loan.
class SqliteRows {
 public:
  /// `handle` is the connection's sqlite3*.
  explicit SqliteRows(void* handle);
  ~SqliteRows();
  static std::string source(const Rows& rows);
  /// Makes rows readable until take_back(). Loans are nested: the last is taken back first.
  std::int64_t lend(const Rows& rows);
  void take_back();

 private:
  struct Loans;
  std::unique_ptr<Loans> loans_;
};

}  // namespace patchbay::store
