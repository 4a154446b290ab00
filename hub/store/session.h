#pragma once
// What a transaction sees. Only hub/store and *_store.cpp files use it (tests/tidy).

#include <memory>
#include <string>
#include <string_view>

namespace soci {
class session;
}

namespace patchbay::store {

enum class Dialect { sqlite, postgresql };

class Connection;

/// One open transaction on one connection. Valid only inside the function it is handed to, on
/// that function's thread. Run SQL with query() and execute() of hub/store/query.h: they prepare
/// each text once a connection. SQL errors leave as ErrorException (query.h says which) and roll
/// the transaction back; on PostgreSQL a statement that failed dooms the transaction even if its
/// error is caught.
class Session {
 public:
  explicit Session(Connection& connection) : connection_(connection) {}
  Dialect dialect() const;
  bool is_postgresql() const { return dialect() == Dialect::postgresql; }
  /// When this transaction commits, Store::subscribe()rs of `channel` are called (store.h); a
  /// rollback drops it. Many signals of one channel in a transaction count once. `channel` is a
  /// plain SQL identifier.
  void signal(std::string_view channel);
  /// For what query.h cannot say. Errors of SOCI hold the values of parameters: prefer query.h.
  soci::session& sql();
  /// For the bodies in hub/store.
  Connection& connection() { return connection_; }

 private:
  Connection& connection_;
};

}  // namespace patchbay::store
