#include "hub/store/query.h"

#include "hub/store/connection.h"
#include "hub/store/rows.h"

namespace patchbay::store {

Dialect Session::dialect() const { return connection_.dialect(); }
soci::session& Session::sql() { return connection_.sql(); }

std::int64_t run(Session& session, std::string_view sql, const Rows* rows, Params params,
                 std::span<const ColumnType> columns,
                 const std::function<void(const ColumnReader&)>& row) {
  auto& statements = session.connection().statements();
  if (!rows) return statements.run(std::string(sql), params, columns, row);
  if (rows->empty()) return 0;
  auto json = rows->json(session.dialect());
  std::vector<Param> all(params);
  all.push_back({"rows", json});
  return statements.run(rows->bind(sql, session.dialect()), all, columns, row);
}

}  // namespace patchbay::store
