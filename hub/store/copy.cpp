#include "hub/store/copy.h"

#include <charconv>

#include "hub/base/embedded.h"
#include "hub/store/connection.h"
#include "hub/store/copy_body.h"

namespace patchbay::store {
namespace {

constexpr std::string_view migrations_table = "schema_migrations";

std::vector<std::string> tables(Session& session) {
  std::vector<std::string> names;
  query(session,
        session.is_postgresql()
            ? "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
            : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' "
              "ESCAPE '^'",
        [&](std::string name) { names.push_back(std::move(name)); });
  return names;
}

/// Runs `work` and turns what it throws into a Result.
template <class T, class F>
Result<T> guarded(const std::string& url, F work) {
  auto parsed = parse_store_url(url);
  if (!parsed) return parsed.error();
  try {
    return work(*parsed);
  } catch (const ErrorException& error) {
    return error.error();
  }
}

void check_rows(const StoreUrl& url, const StoreCopy& copy) {
  auto connection = connect(url, Access::read);
  connection->begin(Access::read);
  Session session(*connection);
  const auto found = count_rows(session);
  connection->rollback();
  for (const auto& [table, rows] : copy.rows) {
    const auto now = found.rows.find(table);
    if (now == found.rows.end() || now->second != rows)
      throw ErrorException(corrupt("the restored store " + url.name + " has other rows in \"" +
                                   table + "\" than the backup says; do not use it"));
  }
}

}  // namespace

const char* name_of(Dialect dialect) {
  return dialect == Dialect::sqlite ? "sqlite" : "postgresql";
}

std::int64_t known_version() {
  const auto name = embedded_migrations().back().name;
  std::int64_t version = 0;
  std::from_chars(name.data(), name.data() + name.size(), version);
  return version;
}

std::string quoted_name(const std::string& name) {
  std::string text = "\"";
  for (char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + '"';
}

StoreCopy count_rows(Session& session) {
  StoreCopy copy;
  copy.dialect = session.dialect();
  if (session.is_postgresql())
    copy.schema = query_value<std::string>(session, "SELECT current_schema()::text").value_or("");
  for (const auto& table : tables(session)) {
    copy.rows[table] =
        query_value<std::int64_t>(session, "SELECT COUNT(*) FROM " + quoted_name(table))
            .value_or(0);
    if (table == migrations_table)
      copy.version =
          query_value<std::int64_t>(session, "SELECT MAX(version) FROM schema_migrations")
              .value_or(0);
  }
  return copy;
}

Result<StoreCopy> copy_store(const std::string& url, const std::string& file,
                             const CopyProgress& progress) {
  return guarded<StoreCopy>(url, [&](const StoreUrl& parsed) {
    return parsed.dialect == Dialect::sqlite ? copy_sqlite(parsed, file, progress)
                                             : copy_postgresql(parsed, file, progress);
  });
}

Result<Place> look_at(const std::string& url) {
  return guarded<Place>(url, [](const StoreUrl& parsed) {
    return parsed.dialect == Dialect::sqlite ? look_at_sqlite(parsed) : look_at_postgresql(parsed);
  });
}

Result<void> put_back(const std::string& url, const std::string& file, const StoreCopy& copy,
                      const CopyProgress& progress) {
  return guarded<void>(url, [&](const StoreUrl& parsed) -> Result<void> {
    if (parsed.dialect == Dialect::sqlite)
      put_back_sqlite(parsed, file, progress);
    else
      put_back_postgresql(parsed, file, copy, look_at_postgresql(parsed), progress);
    check_rows(parsed, copy);
    return {};
  });
}

}  // namespace patchbay::store
