// SQLite through SOCI: one file, WAL, every commit durable.

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "hub/store/connection.h"
#include "hub/store/rows_source.h"

namespace patchbay::store {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr int writer_cache_kib = 16'384;
constexpr int reader_cache_kib = 4'096;
/// 16 MiB of 4 KiB pages: fewer checkpoints than by default, and the log stays small.
constexpr int checkpoint_pages = 4'096;

Error cannot_open(const StoreUrl& url, const std::string& why) {
  return unavailable("The store " + url.name + " cannot be opened: " + why +
                     ". Check that the folder exists, is writable and has space.");
}

/// The data is for its owner only; SQLite gives the log the same mode. A file that is there is not
/// opened: closing it would drop the locks that this process holds on it (sqlite.org/howtocorrupt,
/// 2.2), and another process would take itself for the last one and remove the log in use.
void create_file(const StoreUrl& url) {
  int file = ::open(url.path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0)
    ::close(file);
  else if (errno != EEXIST)
    throw ErrorException(cannot_open(url, std::strerror(errno)));
}

/// SOCI takes a text without '=' for a path, else for key="value".
std::string parameters(const StoreUrl& url) {
  if (url.path.find('"') != std::string::npos)
    throw ErrorException(invalid("The store's path must not hold a double quote: " + url.name));
  if (url.path.find('=') == std::string::npos) return url.path;
  return "dbname=\"" + url.path + '"';
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const StoreUrl& url, Access access)
      : Connection(soci::sqlite3, parameters(url)),
        access_(access),
        handle_(static_cast<soci::sqlite3_session_backend*>(sql().get_backend())->conn_),
        rows_(handle_) {
    sqlite_api::sqlite3_busy_timeout(handle_, busy_timeout_ms);
    bool writes = access == Access::write;
    run_script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;"
        "PRAGMA wal_autocheckpoint = " +
        std::to_string(checkpoint_pages) +
        ";"
        "PRAGMA cache_size = -" +
        std::to_string(writes ? writer_cache_kib : reader_cache_kib) +
        ";"
        "PRAGMA query_only = " +
        (writes ? "OFF" : "ON"));
  }

  Dialect dialect() const override { return Dialect::sqlite; }

  void begin(Access) override {
    statements().forget_failed();
    run_script(access_ == Access::write ? "BEGIN IMMEDIATE" : "BEGIN");
  }

  /// The file has no means to tell other processes; those of this one hear of it by Signals.
  void announce(const Signals::Channels&, const std::string&) override {}

  void commit() override {
    statements().require_transaction();
    statements().forget_failed();
    run_script("COMMIT");
  }

  void rollback() noexcept override {
    // Some errors (disk full) have rolled back already: then this one says so and means nothing.
    sqlite_api::sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    statements().forget_failed();
  }

  bool is_in_transaction() const override {
    return sqlite_api::sqlite3_get_autocommit(handle_) == 0;
  }

  void run_script(const std::string& script) override {
    char* text = nullptr;
    int code = sqlite_api::sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, &text);
    if (code == SQLITE_OK) return;
    std::string message = text ? text : sqlite_api::sqlite3_errmsg(handle_);
    sqlite_api::sqlite3_free(text);
    throw describe(code, message, script);
  }

  std::int64_t run_over(const Rows& rows, std::string_view sql, std::span<const Param> params,
                        std::span<const ColumnType> columns,
                        const std::function<void(const ColumnReader&)>& row) override {
    struct Loan {
      SqliteRows& table;
      std::int64_t number;
      ~Loan() { table.take_back(); }
    };
    Loan loan{rows_, rows_.lend(rows)};
    std::vector<Param> all(params.begin(), params.end());
    all.push_back({"rows", loan.number});
    return statements().run(put_source(sql, SqliteRows::source(rows)), all, columns, row);
  }

  /// A write transaction holds off all other writers.
  void lock_schema() override {}

  SqlError translate(const soci::soci_error& error, std::string_view sql) const override {
    auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
    return describe(known ? known->result() : SQLITE_ERROR, error.get_error_message(), sql);
  }

 private:
  static SqlError describe(int code, const std::string& message, std::string_view sql) {
    std::string where = "SQLite: " + message + " (in: " + std::string(sql.substr(0, 400)) + ")";
    switch (code & 0xFF) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED: return {unavailable(where), Remedy::repeat};
      case SQLITE_CONSTRAINT: return {conflict(where), Remedy::none};
      case SQLITE_FULL:
        return {unavailable("The disk of the store is full: free some space; nothing that was "
                            "answered is lost. " +
                            where),
                Remedy::none};
      case SQLITE_IOERR:
        return {unavailable("The disk of the store does not take what is written (full, over a "
                            "limit, or broken): check it. " +
                            where),
                Remedy::none};
      case SQLITE_CANTOPEN:
      case SQLITE_READONLY: return {unavailable(where), Remedy::none};
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB: return {corrupt(where), Remedy::none};
      default: return {internal(where), Remedy::none};
    }
  }

  Access access_;
  sqlite_api::sqlite3* handle_;
  SqliteRows rows_;
};

}  // namespace

std::unique_ptr<Connection> connect_sqlite(const StoreUrl& url, Access access) {
  create_file(url);
  try {
    return std::make_unique<SqliteConnection>(url, access);
  } catch (const SqlError& error) {
    if (error.error().kind == ErrorKind::corrupt)
      throw ErrorException(corrupt("The store " + url.name +
                                   " is no SQLite database, or a damaged one; name another file or "
                                   "restore a backup."));
    throw ErrorException(cannot_open(url, error.error().message));
  } catch (const soci::soci_error& error) {
    throw ErrorException(cannot_open(url, error.get_error_message()));
  }
}

}  // namespace patchbay::store
