#include "hub/store/rows_source.h"

namespace patchbay::store {
namespace {

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::string put_source(std::string_view sql, std::string_view source) {
  constexpr std::string_view mark = "{rows}";
  auto at = sql.find(mark);
  if (at == std::string_view::npos || sql.find(mark, at + 1) != std::string_view::npos)
    throw ErrorException(internal("SQL over rows must say {rows} once: " + std::string(sql)));
  std::string text(sql.substr(0, at));
  text += source;
  return text += sql.substr(at + mark.size());
}

std::string postgresql_source(const Rows& rows) {
  std::string columns;
  for (const auto& column : rows.columns())
    columns += (columns.empty() ? "" : ", ") + column.name +
               (column.type == ColumnType::text ? " text" : " bigint");
  return "(SELECT * FROM json_to_recordset(CAST(:rows AS json)) AS source (" + columns + "))";
}

std::string postgresql_json(const Rows& rows) {
  std::vector<std::string> names;
  for (const auto& column : rows.columns()) names.push_back('"' + column.name + "\":");
  std::string out = "[";
  std::size_t at = 0;
  for (const auto& cell : rows.cells()) {
    out += at > 0 ? "," : out.size() == 1 ? "{" : "},{";
    out += names[at];
    if (cell.kind == Rows::Cell::Kind::null)
      out += "null";
    else if (cell.kind == Rows::Cell::Kind::integer)
      out += std::to_string(cell.number);
    else
      append_quoted(out, rows.text(cell));
    at = (at + 1) % names.size();
  }
  return out += "}]";
}

}  // namespace patchbay::store
