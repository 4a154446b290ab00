#pragma once
// Prepared statements of one connection, kept by their text. Private to hub/store.

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/store/query.h"

namespace patchbay::store {

class Connection;
class Statement;

class Statements {
 public:
  /// Beyond this many the cache starts anew: texts that vary without end must not fill the memory.
  static constexpr std::size_t statements_max = 200;

  explicit Statements(Connection& connection);
  ~Statements();

  std::int64_t run(const std::string& sql, std::span<const Param> params,
                   std::span<const ColumnType> columns,
                   const std::function<void(const ColumnReader&)>& row);
  /// Throws the error that ended the transaction before its time, if one did.
  void require_transaction() const;
  /// Lets go of statements that failed, and of the error that ended a transaction. Not inside a
  /// PostgreSQL transaction that an error doomed: DEALLOCATE would fail there and the server would
  /// keep them.
  void forget_failed();

 private:
  std::unique_ptr<Statement> take(const std::string& key, const std::string& sql,
                                  std::span<const Param> params,
                                  std::span<const ColumnType> columns);

  Connection& connection_;
  std::map<std::string, std::unique_ptr<Statement>> ready_;
  std::vector<std::unique_ptr<Statement>> failed_;
  std::exception_ptr ended_by_;
};

}  // namespace patchbay::store
