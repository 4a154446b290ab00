#include "tests/bench/raw_inserts.h"

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

namespace patchbay::bench {
namespace {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

void check(bool good, sqlite3* database) {
  if (!good) throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(database));
}
Database open(const std::string& file) {
  sqlite3* database = nullptr;
  const bool opened = sqlite3_open(file.c_str(), &database) == SQLITE_OK;
  Database owner(database);
  check(opened, database);
  return owner;
}
void run(const Database& database, const std::string& sql) {
  check(sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK,
        database.get());
}
Statement prepare(const Database& database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr) == SQLITE_OK,
        database.get());
  return Statement(statement);
}

/// Runs `insert`, which `bind` gives each row's values, so many times.
template <class Bind>
double seconds_of(const Database& database, const Statement& insert, std::int64_t rows,
                  std::int64_t rows_a_transaction, Bind bind) {
  const auto started = std::chrono::steady_clock::now();
  for (std::int64_t row = 0; row < rows; ++row) {
    if (row % rows_a_transaction == 0) run(database, "BEGIN");
    bind(row);
    check(sqlite3_step(insert.get()) == SQLITE_DONE, database.get());
    sqlite3_reset(insert.get());
    if ((row + 1) % rows_a_transaction == 0 || row + 1 == rows) run(database, "COMMIT");
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}
void bind_text(const Statement& insert, int place, const std::string& text) {
  sqlite3_bind_text(insert.get(), place, text.data(), static_cast<int>(text.size()),
                    SQLITE_TRANSIENT);
}

}  // namespace

std::int64_t count_rows(const std::string& file) {
  const Database database = open(file);
  const auto tables = prepare(database,
                              "SELECT name FROM sqlite_schema WHERE type = 'table' "
                              "AND name NOT LIKE 'sqlite_%'");
  std::int64_t rows = 0;
  while (sqlite3_step(tables.get()) == SQLITE_ROW) {
    const std::string name(reinterpret_cast<const char*>(sqlite3_column_text(tables.get(), 0)));
    const auto count = prepare(database, "SELECT count(*) FROM \"" + name + "\"");
    check(sqlite3_step(count.get()) == SQLITE_ROW, database.get());
    rows += sqlite3_column_int64(count.get(), 0);
  }
  return rows;
}

double seconds_of_raw_inserts(const std::string& file, std::int64_t rows,
                              std::int64_t rows_a_transaction) {
  const Database database = open(file);
  run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  run(database,
      "CREATE TABLE raw (organisation_id TEXT NOT NULL, id TEXT NOT NULL, amount BIGINT NOT NULL, "
      "created_at BIGINT NOT NULL, PRIMARY KEY (organisation_id, id))");
  const auto insert = prepare(database, "INSERT INTO raw VALUES ('demo', ?1, ?2, ?3)");
  return seconds_of(database, insert, rows, rows_a_transaction, [&](std::int64_t row) {
    bind_text(insert, 1, "order/orders/" + std::to_string(row));
    sqlite3_bind_int64(insert.get(), 2, row);
    sqlite3_bind_int64(insert.get(), 3, row);
  });
}

double seconds_of_raw_bodies(const std::string& file, std::int64_t rows, std::int64_t senders,
                             const std::string& body, std::int64_t rows_a_transaction) {
  const Database database = open(file);
  run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  run(database,
      "CREATE TABLE raw (sequence INTEGER PRIMARY KEY, organisation_id TEXT NOT NULL, id TEXT NOT "
      "NULL, body TEXT NOT NULL, UNIQUE (organisation_id, id))");
  const auto insert =
      prepare(database, "INSERT INTO raw (organisation_id, id, body) VALUES ('bench', ?1, ?2)");
  return seconds_of(database, insert, rows, rows_a_transaction, [&](std::int64_t row) {
    const std::int64_t number = row % senders * (rows / senders) + row / senders;
    bind_text(insert, 1, "msg_bench_" + std::to_string(number));
    bind_text(insert, 2, body);
  });
}

}  // namespace patchbay::bench
