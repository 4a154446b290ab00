#include <charconv>

#include "hub/access/reseal_values.h"
#include "hub/base/text.h"
#include "hub/crypto/sealed_context.h"
#include "hub/store/dynamic.h"
#include "hub/store/rows.h"

namespace patchbay::access {
namespace {

using store::ColumnType;
using store::SealedColumn;

struct SealedRow {
  RowKey key;
  std::string sealed;
};

std::string key_list(const SealedColumn& column, const std::string& before = "") {
  std::vector<std::string> names;
  for (const auto& key : column.keys) names.push_back(before + key.name);
  return join(names, ", ");
}

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string select_of(const SealedColumn& column, bool from_start) {
  std::string sql = "SELECT " + key_list(column) + ", " + column.column + " FROM " + column.table +
                    " WHERE " + column.column + " <> '' AND (substr(" + column.column +
                    ", 1, :sealed_size) <> :sealed";
  if (!column.index.empty())
    sql += " OR substr(coalesce(" + column.index + ", ''), 1, :indexed_size) <> :indexed";
  sql += ")";
  if (!from_start) {
    std::vector<std::string> marks;
    for (const auto& key : column.keys) marks.push_back(":after_" + key.name);
    sql += " AND (" + key_list(column) + ") > (" + join(marks, ", ") + ")";
  }
  return sql + " ORDER BY " + key_list(column) + " LIMIT :most";
}

/// Rows in order of their key whose value or index is not under the key `active`.
std::vector<SealedRow> read_rows(store::Session& session, const SealedColumn& column,
                                 const std::string& active, const RowKey& after,
                                 std::size_t limit) {
  const std::string sealed = crypto::sealed_prefix(active);
  const std::string indexed = active + ".";
  std::vector<store::Param> params{
      {"sealed_size", sealed.size()}, {"sealed", sealed}, {"most", limit}};
  if (!column.index.empty()) {
    params.push_back({"indexed_size", indexed.size()});
    params.push_back({"indexed", indexed});
  }
  std::vector<std::string> names;  // before the parameters that borrow them
  for (const auto& key : column.keys) names.push_back("after_" + key.name);
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (column.keys[i].type == ColumnType::integer)
      params.push_back({names[i], number_of(after[i])});
    else
      params.push_back({names[i], after[i]});
  }
  std::vector<ColumnType> types;
  for (const auto& key : column.keys) types.push_back(key.type);
  types.push_back(ColumnType::text);
  std::vector<SealedRow> rows;
  store::run_dynamic(session, select_of(column, after.empty()), params, types,
                     [&](const store::ColumnReader& read) {
                       SealedRow row;
                       for (std::size_t i = 0; i < column.keys.size(); ++i)
                         row.key.push_back(types[i] == ColumnType::integer
                                               ? std::to_string(read.integer(i))
                                               : read.text(i));
                       row.sealed = read.text(column.keys.size());
                       rows.push_back(std::move(row));
                     });
  return rows;
}

/// The new texts of rows, as a source of an UPDATE.
class NewTexts {
 public:
  explicit NewTexts(const SealedColumn& column) : column_(column), rows_(columns_of(column)) {}

  void add(const SealedRow& row, const crypto::KeyRing& keys, const Secret& plain,
           const std::string& context) {
    for (std::size_t i = 0; i < row.key.size(); ++i) {
      if (column_.keys[i].type == ColumnType::integer)
        rows_.add(number_of(row.key[i]));
      else
        rows_.add(row.key[i]);
    }
    rows_.add(row.sealed).add(keys.seal(plain.reveal(), context));
    if (column_.index.empty()) return;
    const auto form = column_.index_form;
    rows_.add(form ? keys.blind_index(form(plain.reveal())) : keys.blind_index(plain.reveal()));
  }
  /// Of rows that were not changed since they were read.
  std::int64_t write(store::Session& session) const {
    std::string sql = "UPDATE " + column_.table + " SET " + column_.column + " = r.new_sealed";
    if (!column_.index.empty()) sql += ", " + column_.index + " = r.new_index";
    sql += " FROM {rows} AS r WHERE " + column_.table + "." + column_.column + " = r.old_sealed";
    for (const auto& key : column_.keys)
      sql += " AND " + column_.table + "." + key.name + " = r.key_" + key.name;
    return store::execute(session, sql, rows_);
  }

 private:
  static std::vector<store::Rows::Column> columns_of(const SealedColumn& column) {
    std::vector<store::Rows::Column> columns;
    for (const auto& key : column.keys) columns.push_back({"key_" + key.name, key.type});
    columns.push_back({"old_sealed", ColumnType::text});
    columns.push_back({"new_sealed", ColumnType::text});
    if (!column.index.empty()) columns.push_back({"new_index", ColumnType::text});
    return columns;
  }

  const SealedColumn& column_;
  store::Rows rows_;
};

}  // namespace

ResealedRows reseal_rows(store::Session& session, const SealedColumn& column,
                         const crypto::KeyRing& keys, const RowKey& after, std::size_t limit) {
  ResealedRows result;
  const auto rows = read_rows(session, column, keys.active(), after, limit);
  NewTexts texts(column);
  for (const auto& row : rows) {
    const auto context = crypto::sealed_context(column.table, row.key, column.column);
    const auto plain = keys.open(row.sealed, context);
    if (plain)
      texts.add(row, keys, *plain, context);
    else
      ++result.unreadable;
  }
  result.seen = rows.size();
  if (!rows.empty()) result.last = rows.back().key;
  result.resealed = texts.write(session);
  return result;
}

}  // namespace patchbay::access
