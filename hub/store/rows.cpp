#include "hub/store/rows.h"

#include "hub/store/text_check.h"

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

const char* name_of(ColumnType type) { return type == ColumnType::text ? "text" : "bigint"; }

}  // namespace

Rows::Rows(std::vector<Column> columns) : columns_(std::move(columns)) {
  if (columns_.empty()) throw ErrorException(internal("Rows need at least one column."));
}

Rows& Rows::add(std::string_view value) {
  check_text(value);
  values_.push_back({Cell::Kind::text, static_cast<std::int64_t>(texts_.size()), value.size()});
  texts_ += value;
  return *this;
}

Rows& Rows::add(std::int64_t value) {
  values_.push_back({Cell::Kind::integer, value, 0});
  return *this;
}

Rows& Rows::add_null() {
  values_.push_back({});
  return *this;
}

std::string Rows::json(Dialect dialect) const {
  if (values_.size() % columns_.size() != 0)
    throw ErrorException(internal("Rows end in the middle of a row."));
  bool named = dialect == Dialect::postgresql;
  std::string out = "[";
  out.reserve(texts_.size() + texts_.size() / 8 + values_.size() * 24);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    auto column = i % columns_.size();
    out += column > 0 ? "," : i == 0 ? (named ? "{" : "[") : (named ? "},{" : "],[");
    if (named) append_quoted(out, columns_[column].name), out += ':';
    const auto& cell = values_[i];
    if (cell.kind == Cell::Kind::null)
      out += "null";
    else if (cell.kind == Cell::Kind::integer)
      out += std::to_string(cell.number);
    else
      append_quoted(
          out, std::string_view(texts_).substr(static_cast<std::size_t>(cell.number), cell.size));
  }
  if (!values_.empty()) out += named ? "}" : "]";
  return out += "]";
}

std::string Rows::bind(std::string_view sql, Dialect dialect) const {
  std::string source;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto& column = columns_[i];
    source += i > 0 ? ", " : "";
    if (dialect == Dialect::postgresql)
      source += column.name + " " + name_of(column.type);
    else
      source += "json_extract(value, '$[" + std::to_string(i) + "]') AS " + column.name;
  }
  if (dialect == Dialect::postgresql)
    source = "(SELECT * FROM json_to_recordset(CAST(:rows AS json)) AS source (" + source + "))";
  else
    source = "(SELECT " + source + " FROM json_each(:rows))";

  constexpr std::string_view mark = "{rows}";
  auto at = sql.find(mark);
  if (at == std::string_view::npos || sql.find(mark, at + 1) != std::string_view::npos)
    throw ErrorException(internal("SQL over rows must say {rows} once: " + std::string(sql)));
  return std::string(sql.substr(0, at)) + source + std::string(sql.substr(at + mark.size()));
}

std::int64_t execute(Session& session, std::string_view sql, const Rows& rows, Params params) {
  return run(session, sql, &rows, params, {}, {});
}

}  // namespace patchbay::store
