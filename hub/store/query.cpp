#include "hub/store/query.h"

#include "hub/store/connection.h"
#include "hub/store/dynamic.h"
#include "hub/store/rows.h"

namespace patchbay::store {

Dialect Session::dialect() const { return connection_.dialect(); }
void Session::signal(std::string_view channel) { connection_.signalled().emplace(channel); }
soci::session& Session::sql() { return connection_.sql(); }

std::int64_t run(Session& session, std::string_view sql, const Rows* rows, Params params,
                 std::span<const ColumnType> columns,
                 const std::function<void(const ColumnReader&)>& row) {
  auto& connection = session.connection();
  if (!rows) return connection.statements().run(std::string(sql), params, columns, row);
  if (rows->cells().size() % rows->columns().size() != 0)
    throw ErrorException(internal("Rows end in the middle of a row, for: " + std::string(sql)));
  if (rows->empty()) return 0;
  return connection.run_over(*rows, sql, params, columns, row);
}

std::int64_t run_dynamic(Session& session, std::string_view sql, std::span<const Param> params,
                         std::span<const ColumnType> columns,
                         const std::function<void(const ColumnReader&)>& row) {
  return session.connection().statements().run(std::string(sql), params, columns, row);
}

}  // namespace patchbay::store
