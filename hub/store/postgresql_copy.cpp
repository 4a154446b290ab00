// PostgreSQL's own programs copy: pg_dump, pg_restore and psql.

#include <libpq-fe.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>

#include "hub/base/text.h"
#include "hub/store/connection.h"
#include "hub/store/copy_body.h"
#include "hub/store/tool.h"

namespace patchbay::store {
namespace {

/// A copy waits at most this long for a lock; a migration that runs just then is over by then.
constexpr const char* lock_wait_ms = "10000";

/// The URL as the variables of libpq: nothing of it stands on a command line, where all may read.
std::map<std::string, std::string> variables(const StoreUrl& url) {
  std::map<std::string, std::string> result;
  std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
      PQconninfoParse(url.text.c_str(), nullptr), PQconninfoFree);
  if (!options) throw ErrorException(invalid("The store's URL " + url.name + " cannot be read."));
  for (auto* option = options.get(); option->keyword; ++option)
    if (option->val && option->envvar) result[option->envvar] = option->val;
  result["PGCONNECT_TIMEOUT"] = "10";
  return result;
}

/// "pg_dump (PostgreSQL) 15.8 (Debian …)" -> 15.
int major_of(std::string_view version) {
  const auto after = version.find(") ");
  if (after == std::string_view::npos) return 0;
  int major = 0;
  std::from_chars(version.data() + after + 2, version.data() + version.size(), major);
  return major;
}

/// pg_dump refuses a newer server only after it has begun; and psql would not at all.
void check_version(const std::string& program, std::int64_t server) {
  const auto end = run_tool({program, "--version"}, {}, {});
  const int major = major_of(end.output);
  if (end.code != 0 || major == 0)
    throw ErrorException(unavailable(program + " does not say its version; install PostgreSQL's "
                                               "client programs (Debian: postgresql-client)."));
  if (major < server)
    throw ErrorException(unavailable(
        program + " is of version " + std::to_string(major) + ", the server of " +
        std::to_string(server) + "; install postgresql-client-" + std::to_string(server) + "."));
}

std::int64_t server_major(Session& session) {
  const auto number =
      query_value<std::int64_t>(session, "SELECT current_setting('server_version_num')::bigint");
  return number.value_or(0) / 10'000;
}

/// The first line of what a program complains about; it names no password.
void check_end(const std::string& program, const ToolEnd& end) {
  if (end.code == 0) return;
  const auto text = trim(end.error);
  throw ErrorException(unavailable(program +
                                   " failed: " + std::string(text.substr(0, text.find('\n'))) +
                                   " (exit code " + std::to_string(end.code) + ")"));
}

std::function<void()> tell_size(const std::string& file, const CopyProgress& progress) {
  if (!progress) return {};
  return [file, progress] {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    if (!missing) progress(static_cast<std::int64_t>(size), 0);
  };
}

/// Drops what stands there. Tables only: migrations make nothing else.
void write_drops(const std::string& file, const StoreCopy& found) {
  std::ofstream sql(file);
  sql << "SET lock_timeout = " << lock_wait_ms << ";\n";
  for (const auto& [table, rows] : found.rows)
    sql << "DROP TABLE " << quoted_name(found.schema) << "." << quoted_name(table) << " CASCADE;\n";
  sql.close();
  if (!sql) throw ErrorException(unavailable(file + " cannot be written; is the disk full?"));
}

}  // namespace

StoreCopy copy_postgresql(const StoreUrl& url, const std::string& file,
                          const CopyProgress& progress) {
  auto connection = connect(url, Access::read);
  connection->begin(Access::read);
  Session session(*connection);
  // Counts may take their time, and while pg_dump is at work this session only keeps the snapshot.
  connection->run_script(
      "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
  const auto server = server_major(session);
  const auto snapshot = query_value<std::string>(session, "SELECT pg_export_snapshot()");
  check_version("pg_dump", server);
  auto copy = count_rows(session);
  const auto end = run_tool(
      {"pg_dump", "--format=custom", "--no-owner", "--no-privileges",
       "--schema=" + quoted_name(copy.schema), "--snapshot=" + snapshot.value_or(""),
       "--file=" + file, std::string("--lock-wait-timeout=") + lock_wait_ms, "--no-password"},
      variables(url), tell_size(file, progress));
  check_end("pg_dump", end);
  connection->rollback();
  return copy;
}

Place look_at_postgresql(const StoreUrl& url) {
  auto connection = connect(url, Access::read);
  connection->begin(Access::read);
  Session session(*connection);
  Place place;
  place.found = count_rows(session);
  place.is_empty = place.found.rows.empty();
  place.is_in_use =
      query_value<std::int64_t>(
          session,
          "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND "
          "application_name = current_setting('application_name') AND pid <> pg_backend_pid()")
          .value_or(0) > 0;
  connection->rollback();
  return place;
}

void put_back_postgresql(const StoreUrl& url, const std::string& file, const StoreCopy& copy,
                         const Place& place, const CopyProgress& progress) {
  if (place.found.schema != copy.schema)
    throw ErrorException(refused("The backup is of the schema \"" + copy.schema +
                                 "\", the store's URL means \"" + place.found.schema +
                                 "\"; give a URL (search_path) of that schema."));
  {
    auto connection = connect(url, Access::read);
    connection->begin(Access::read);
    Session session(*connection);
    const auto server = server_major(session);
    for (const auto* program : {"pg_restore", "psql"}) check_version(program, server);
    connection->rollback();
  }
  // As a script: so that dropping and restoring is one transaction, and a dump that ends early is
  // found before anything is dropped.
  const std::string script = file + ".sql", drops = file + ".drop.sql";
  check_end("pg_restore", run_tool({"pg_restore", "--no-owner", "--no-privileges",
                                    "--schema=" + copy.schema, "--file=" + script, file},
                                   {}, tell_size(script, progress)));
  write_drops(drops, place.found);
  check_end("psql", run_tool({"psql", "--no-psqlrc", "--quiet", "--no-password",
                              "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
                              "--file=" + drops, "--file=" + script},
                             variables(url), {}));
}

}  // namespace patchbay::store
