#include "hub/store/migrate.h"

#include <charconv>
#include <thread>

#include "hub/base/clock.h"
#include "hub/base/failpoint.h"
#include "hub/crypto/digest.h"

namespace patchbay::store {
namespace {

struct Migration {
  std::int64_t version = 0;
  std::string name;
  std::string checksum;
  std::string script;
};

/// Marks in a migration and what they are for each database.
struct Mark {
  std::string_view mark, sqlite, postgresql;
};
constexpr Mark marks[] = {
    {"@serial@", "INTEGER PRIMARY KEY AUTOINCREMENT",
     "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"},
    // Text that sorts by its bytes, as the program sorts it, whatever the database's locale is.
    {"@name@", "TEXT", "TEXT COLLATE \"C\""},
    // Room in each page, so that an update that changes no index stays in its page (HOT).
    {"@updated_in_place@", "", "WITH (fillfactor = 45)"},
};

std::string for_dialect(std::string_view text, Dialect dialect) {
  std::string script(text);
  for (const auto& [mark, sqlite, postgresql] : marks)
    for (auto at = script.find(mark); at != std::string::npos; at = script.find(mark, at))
      script.replace(at, mark.size(), dialect == Dialect::sqlite ? sqlite : postgresql);
  return script;
}

Migration read(const EmbeddedFile& file, Dialect dialect) {
  Migration migration;
  auto name = file.name;
  auto read = std::from_chars(name.data(), name.data() + name.size(), migration.version);
  if (read.ec != std::errc() || *read.ptr != '_' || !name.ends_with(".sql"))
    throw ErrorException(
        internal("A migration must be named like 0001_events.sql: " + std::string(name)));
  name.remove_prefix(static_cast<std::size_t>(read.ptr - name.data()) + 1);
  name.remove_suffix(4);
  migration.name = name;
  migration.checksum = crypto::to_hex(crypto::sha256(file.text));
  migration.script = for_dialect(file.text, dialect);
  return migration;
}

/// version -> (name, checksum) of what the database has.
using Applied = std::map<std::int64_t, std::pair<std::string, std::string>>;

Applied read_applied(Session& session) {
  Applied applied;
  query(session, "SELECT version, name, checksum FROM schema_migrations",
        [&](std::int64_t version, std::string name, std::string checksum) {
          applied[version] = {std::move(name), std::move(checksum)};
        });
  return applied;
}

void check(const Applied& applied, std::span<const Migration> known) {
  for (const auto& [version, found] : applied) {
    auto same = [&, v = version](const Migration& m) { return m.version == v; };
    auto migration = std::find_if(known.begin(), known.end(), same);
    auto label = std::to_string(version) + " (" + found.first + ")";
    if (migration == known.end())
      throw ErrorException(
          refused("The store's schema is newer than this program: it has migration " + label +
                  ", which this program does not know. Start the newer program, or restore a "
                  "backup that fits this one."));
    if (migration->checksum != found.second)
      throw ErrorException(
          corrupt("Migration " + label +
                  " was applied to the store with other text than this program has. Applied "
                  "migrations never change: use the program that made this store, or add a new "
                  "migration."));
  }
}

/// A lock on a table that waits for one long reader makes everybody else wait behind it: so it
/// gives up soon, lets them pass and tries again. With the lock it may take as long as it needs.
constexpr const char* timeouts =
    "SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = 0";
constexpr std::chrono::milliseconds lock_pause{500};
constexpr int lock_tries_max = 60;

/// Runs `work` in a write transaction that no other migrating process shares.
template <class F>
void try_transaction(Connection& connection, F work) {
  connection.begin(Access::write);
  try {
    if (connection.dialect() == Dialect::postgresql) connection.run_script(timeouts);
    connection.lock_schema();
    Session session(connection);
    work(session);
    connection.commit();
  } catch (...) {
    connection.rollback();
    throw;
  }
}

template <class F>
void in_transaction(Connection& connection, F work) {
  for (int tries = 1;; ++tries) {
    try {
      return try_transaction(connection, work);
    } catch (const SqlError& error) {
      if (error.remedy() != Remedy::repeat || tries == lock_tries_max) throw;
    }
    std::this_thread::sleep_for(lock_pause);
  }
}

void apply(Connection& connection, const Migration& migration, std::span<const Migration> known) {
  in_transaction(connection, [&](Session& session) {
    auto applied = read_applied(session);  // again: another process may have been faster
    check(applied, known);
    if (applied.contains(migration.version)) return;
    connection.run_script(migration.script);
    execute(session,
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) "
            "VALUES (:version, :name, :checksum, :applied_at)",
            {{"version", migration.version},
             {"name", migration.name},
             {"checksum", migration.checksum},
             {"applied_at", system_clock().now()}});
    failpoint("store.migration.before_commit");
  });
  failpoint("store.migration.committed");
}

}  // namespace

void migrate(Connection& connection, std::span<const EmbeddedFile> files) {
  std::vector<Migration> known;
  for (const auto& file : files) known.push_back(read(file, connection.dialect()));
  Applied applied;
  in_transaction(connection, [&](Session& session) {
    connection.run_script(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT "
        "NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)");
    applied = read_applied(session);
    check(applied, known);
  });
  for (const auto& migration : known)
    if (!applied.contains(migration.version)) apply(connection, migration, known);
}

}  // namespace patchbay::store
