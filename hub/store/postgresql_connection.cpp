// PostgreSQL through SOCI and libpq.

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>

#include "hub/base/text.h"
#include "hub/store/connection.h"
#include "hub/store/postgresql_parameters.h"
#include "hub/store/rows_source.h"

namespace patchbay::store {
namespace {

constexpr int statement_timeout_ms = 20'000;
/// Shorter than the one above: what a hub that froze in a transaction has locked is free again
/// before those who wait for it give up.
constexpr int idle_in_transaction_ms = 5'000;
/// Names the lock under which hubs migrate, among all advisory locks of the database.
constexpr std::int64_t schema_lock = 0x7061746368626179;  // "patchbay"

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, FreeResult>;

/// SOCI puts a line of its own before what PostgreSQL says, or "Cannot … . " before it.
std::string reason(std::string_view text) {
  constexpr std::string_view connecting = "Cannot establish connection to the database.";
  if (text.starts_with(connecting)) text.remove_prefix(connecting.size());
  text = trim(text);
  return std::string(text.substr(0, text.find('\n')));
}

class PostgresqlConnection final : public Connection {
 public:
  PostgresqlConnection(const StoreUrl& url, Access access)
      : Connection(soci::postgresql, postgresql_parameters(url)),
        name_(url.name),
        access_(access),
        handle_(static_cast<soci::postgresql_session_backend*>(sql().get_backend())->conn_) {
    PQsetErrorVerbosity(handle_, PQERRORS_TERSE);  // details repeat values
    // No JIT: its estimates grow with the tables, and compiling costs more than our statements.
    // No generic plans: one that was made while a table was small reads all of it when it is large.
    run_script(
        "SET client_min_messages = warning; SET TIME ZONE 'UTC'; SET jit = off; "
        "SET plan_cache_mode = force_custom_plan; SET statement_timeout = " +
        std::to_string(statement_timeout_ms) +
        "; SET idle_in_transaction_session_timeout = " + std::to_string(idle_in_transaction_ms));
  }

  Dialect dialect() const override { return Dialect::postgresql; }

  void begin(Access) override {
    statements().forget_failed();
    run_script(access_ == Access::write ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                        : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  void announce(const Signals::Channels& channels, const std::string& speaker) override {
    run_script(notify_sql(channels, speaker));
  }

  void commit() override {
    // PostgreSQL answers COMMIT of a doomed transaction with success and rolls back.
    if (PQtransactionStatus(handle_) == PQTRANS_INERROR)
      throw ErrorException(
          internal("A statement failed and its error was dropped: nothing can be committed."));
    try {
      run_script("COMMIT");
    } catch (const SqlError& error) {
      if (error.remedy() != Remedy::reconnect) throw;
      throw SqlError(unavailable("The connection to the store " + name_ +
                                 " broke during a commit: whether it happened is not known."),
                     Remedy::none);
    }
  }

  void rollback() noexcept override {
    PgResult(PQexec(handle_, "ROLLBACK"));
    statements().forget_failed();
  }

  bool is_in_transaction() const override {
    const auto status = PQtransactionStatus(handle_);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
  }

  void run_script(const std::string& script) override {
    PgResult result(PQexec(handle_, script.c_str()));
    auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw describe(state ? state : "", PQerrorMessage(handle_), script);
  }

  std::int64_t run_over(const Rows& rows, std::string_view sql, std::span<const Param> params,
                        std::span<const ColumnType> columns,
                        const std::function<void(const ColumnReader&)>& row) override {
    auto json = postgresql_json(rows);
    std::vector<Param> all(params.begin(), params.end());
    all.push_back({"rows", json});
    return statements().run(put_source(sql, postgresql_source(rows)), all, columns, row);
  }

  void lock_schema() override {
    run_script("SELECT pg_advisory_xact_lock(" + std::to_string(schema_lock) + ")");
  }

  SqlError translate(const soci::soci_error& error, std::string_view sql) const override {
    auto* known = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    return describe(known ? known->sqlstate() : "", error.get_error_message(), sql);
  }

 private:
  /// SQLSTATE codes: PostgreSQL 15 manual, appendix A.
  SqlError describe(const std::string& state, std::string_view message,
                    std::string_view sql) const {
    std::string text = "PostgreSQL: " + reason(message) + " (" + state +
                       ", in: " + std::string(sql.substr(0, 400)) + ")";
    auto in_class = [&](const char* prefix) { return state.starts_with(prefix); };
    const bool idled = state == "25P03";  // too long in a transaction: the session was ended
    if (PQstatus(handle_) == CONNECTION_BAD || in_class("08") || in_class("57P") || idled)
      return {unavailable("The connection to the store " + name_ +
                          " is lost; check that PostgreSQL runs. " + text),
              Remedy::reconnect};
    if (in_class("40") || state == "55P03") return {unavailable(text), Remedy::repeat};
    if (in_class("23")) return {conflict(text), Remedy::none};
    if (in_class("53") || in_class("57") || in_class("58"))
      return {unavailable(text), Remedy::none};
    return {internal(text), Remedy::none};
  }

  std::string name_;
  Access access_;
  PGconn* handle_;
};

}  // namespace

std::unique_ptr<Connection> connect_postgresql(const StoreUrl& url, Access access) {
  try {
    return std::make_unique<PostgresqlConnection>(url, access);
  } catch (const soci::soci_error& error) {
    throw ErrorException(unavailable(
        "The store " + url.name + " cannot be reached: " + reason(error.get_error_message()) +
        ". Start PostgreSQL, or correct the store's URL, user or password."));
  }
}

}  // namespace patchbay::store
