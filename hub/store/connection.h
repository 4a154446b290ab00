#pragma once
// One connection to the database, used by one thread at a time. Private to hub/store.

#include <soci/soci.h>

#include <memory>
#include <string>

#include "hub/base/result.h"
#include "hub/store/signals.h"
#include "hub/store/statements.h"
#include "hub/store/store.h"
#include "hub/store/store_url.h"

namespace patchbay::store {

/// What to do after a failure.
enum class Remedy {
  none,       ///< the statement or the work is at fault: hand the error on
  repeat,     ///< serialisation failure or lock: run the transaction again
  reconnect,  ///< the connection is gone: open a new one, run again
};

/// A SQL error, translated: its kind for callers, its remedy for the store's threads.
class SqlError : public ErrorException {
 public:
  SqlError(Error error, Remedy remedy) : ErrorException(std::move(error)), remedy_(remedy) {}
  Remedy remedy() const { return remedy_; }

 private:
  Remedy remedy_;
};

class Connection {
 public:
  Connection(const soci::backend_factory& backend, const std::string& parameters)
      : sql_(backend, parameters), statements_(*this) {}
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  virtual Dialect dialect() const = 0;
  /// A transaction: ended by commit() or rollback().
  virtual void begin(Access access) = 0;
  virtual void commit() = 0;  ///< durable when it returns
  virtual void rollback() noexcept = 0;
  /// False after an error that rolled back by itself: what follows must not run outside of it.
  virtual bool is_in_transaction() const = 0;
  /// In a transaction: tells other processes of these channels if it commits.
  virtual void announce(const Signals::Channels& channels, const std::string& speaker) = 0;
  /// All statements of a text without parameters.
  virtual void run_script(const std::string& sql) = 0;
  /// Statements::run over rows, which are not empty.
  virtual std::int64_t run_over(const Rows& rows, std::string_view sql,
                                std::span<const Param> params, std::span<const ColumnType> columns,
                                const std::function<void(const ColumnReader&)>& row) = 0;
  /// In a transaction: holds off other processes that would migrate, until its end.
  virtual void lock_schema() = 0;
  /// What an error of SOCI means.
  virtual SqlError translate(const soci::soci_error& error, std::string_view sql) const = 0;

  soci::session& sql() { return sql_; }
  Statements& statements() { return statements_; }
  /// What the running transaction signalled.
  Signals::Channels& signalled() { return signalled_; }

 private:
  Signals::Channels signalled_;
  soci::session sql_;
  Statements statements_;
};

/// Opens a connection. Throws ErrorException (unavailable: which store, why, what to do).
std::unique_ptr<Connection> connect(const StoreUrl& url, Access access);
std::unique_ptr<Connection> connect_sqlite(const StoreUrl& url, Access access);
std::unique_ptr<Connection> connect_postgresql(const StoreUrl& url, Access access);

}  // namespace patchbay::store
