// The virtual table of SqliteRows: https://www.sqlite.org/vtab.html, a table-valued function.

#include <sqlite3.h>

#include "hub/store/rows_source.h"

namespace patchbay::store {
namespace {

constexpr int columns_max = 32;
/// What the planner is told: more than a look-up by key, less than a table.
constexpr double estimated_rows = 500;

}  // namespace

struct SqliteRows::Loans {
  std::vector<const Rows*> rows;
};

namespace {

struct Table {
  sqlite3_vtab base{};
  std::vector<const Rows*>* loans = nullptr;
};

struct Cursor {
  sqlite3_vtab_cursor base{};
  const Rows* rows = nullptr;
  std::size_t row = 0;
};

Table* table_of(sqlite3_vtab* base) { return reinterpret_cast<Table*>(base); }
Cursor* cursor_of(sqlite3_vtab_cursor* base) { return reinterpret_cast<Cursor*>(base); }

int connect_table(sqlite3* handle, void* loans, int, const char* const*, sqlite3_vtab** out,
                  char**) {
  std::string declaration = "CREATE TABLE x(";
  for (int i = 0; i < columns_max; ++i) declaration += "c" + std::to_string(i) + ",";
  int code = sqlite3_declare_vtab(handle, (declaration + "loan HIDDEN)").c_str());
  if (code != SQLITE_OK) return code;
  auto table = new Table;
  table->loans = static_cast<std::vector<const Rows*>*>(loans);
  *out = &table->base;
  return SQLITE_OK;
}

int disconnect_table(sqlite3_vtab* base) {
  delete table_of(base);
  return SQLITE_OK;
}

int best_index(sqlite3_vtab*, sqlite3_index_info* info) {
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& constraint = info->aConstraint[i];
    if (constraint.iColumn != columns_max || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
    if (!constraint.usable) return SQLITE_CONSTRAINT;
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->estimatedCost = estimated_rows;
    info->estimatedRows = static_cast<sqlite3_int64>(estimated_rows);
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;
}

int open_cursor(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
  *out = &(new Cursor)->base;
  return SQLITE_OK;
}

int close_cursor(sqlite3_vtab_cursor* base) {
  delete cursor_of(base);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value** values) {
  const auto& loans = *table_of(base->pVtab)->loans;
  auto number = static_cast<std::size_t>(sqlite3_value_int64(values[0]));
  if (number == 0 || number > loans.size()) return SQLITE_MISUSE;
  cursor_of(base)->rows = loans[number - 1];
  cursor_of(base)->row = 0;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
  ++cursor_of(base)->row;
  return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* base) {
  return cursor_of(base)->row >= cursor_of(base)->rows->size();
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* result, int index) {
  const auto& cursor = *cursor_of(base);
  const auto& rows = *cursor.rows;
  auto width = rows.columns().size();
  auto at = static_cast<std::size_t>(index);
  if (at >= width) return SQLITE_OK;  // NULL
  const auto& cell = rows.cells()[cursor.row * width + at];
  if (cell.kind == Rows::Cell::Kind::integer) {
    sqlite3_result_int64(result, cell.number);
  } else if (cell.kind == Rows::Cell::Kind::text) {
    auto text = rows.text(cell);
    // No copy: the rows stay until the statement has ended.
    sqlite3_result_text64(result, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* base, sqlite3_int64* id) {
  *id = static_cast<sqlite3_int64>(cursor_of(base)->row);
  return SQLITE_OK;
}

sqlite3_module make_module() {
  sqlite3_module module{};
  module.xConnect = connect_table;  // without xCreate: there without CREATE VIRTUAL TABLE
  module.xDisconnect = disconnect_table;
  module.xBestIndex = best_index;
  module.xOpen = open_cursor;
  module.xClose = close_cursor;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = at_end;
  module.xColumn = column;
  module.xRowid = row_id;
  return module;
}

}  // namespace

SqliteRows::SqliteRows(void* handle) : loans_(std::make_unique<Loans>()) {
  static const sqlite3_module module = make_module();
  if (sqlite3_create_module(static_cast<sqlite3*>(handle), "patchbay_rows", &module,
                            &loans_->rows) != SQLITE_OK)
    throw ErrorException(internal("SQLite refused the virtual table of rows."));
}

SqliteRows::~SqliteRows() = default;

std::string SqliteRows::source(const Rows& rows) {
  if (rows.columns().size() > columns_max)
    throw ErrorException(
        internal("Rows have at most " + std::to_string(columns_max) + " columns."));
  std::string columns;
  for (std::size_t i = 0; i < rows.columns().size(); ++i)
    columns += (i > 0 ? ", c" : "c") + std::to_string(i) + " AS " + rows.columns()[i].name;
  return "(SELECT " + columns + " FROM patchbay_rows(:rows))";
}

std::int64_t SqliteRows::lend(const Rows& rows) {
  loans_->rows.push_back(&rows);
  return static_cast<std::int64_t>(loans_->rows.size());
}

void SqliteRows::take_back() { loans_->rows.pop_back(); }

}  // namespace patchbay::store
