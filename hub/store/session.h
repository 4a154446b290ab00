#pragma once
// What a transaction sees. Only hub/store and *_store.cpp files use it (tests/tidy).

#include <memory>
#include <string>

namespace soci {
class session;
}

namespace patchbay::store {

enum class Dialect { sqlite, postgresql };

/// One open transaction on one connection. Valid only inside the function it is handed to, on
/// that function's thread. SQL errors leave as soci::soci_error and roll the transaction back.
class Session {
 public:
  Session(soci::session& sql, Dialect dialect) : sql_(sql), dialect_(dialect) {}
  soci::session& sql() { return sql_; }
  Dialect dialect() const { return dialect_; }
  bool is_postgresql() const { return dialect_ == Dialect::postgresql; }

 private:
  soci::session& sql_;
  Dialect dialect_;
};

}  // namespace patchbay::store
