// csv: a text to records by the names in its header, or to plain rows; and back.

#include <array>
#include <set>

#include "adapters/lua/csv_text.h"
#include "adapters/lua/fence.h"
#include "adapters/lua/guarded.h"
#include "adapters/lua/library.h"
#include "adapters/lua/values.h"
#include "adapters/lua/web_text.h"
#include "hub/base/text.h"

namespace patchbay::adapters::lua {
namespace {

constexpr std::uint64_t units_per_byte = 2;
constexpr std::uint64_t units_per_field = 8;

struct Options {
  char separator = ',';
  bool header = true;
  std::vector<std::string> columns;
};

Options check_options(lua_State* thread, int index) {
  Options options;
  if (lua_isnoneornil(thread, index)) return options;
  luaL_checktype(thread, index, LUA_TTABLE);
  const boost::json::value fields = to_json(thread, index);
  if (!fields.is_object()) fail("options of csv are a table such as { separator = \";\" }");
  for (const auto& field : fields.get_object()) {
    const std::string_view name = field.key();
    const auto& value = field.value();
    if (name == "separator" && value.is_string() && value.get_string().size() == 1 &&
        std::string_view("\"\r\n ").find(value.get_string()[0]) == std::string_view::npos)
      options.separator = value.get_string()[0];
    else if (name == "header" && value.is_bool())
      options.header = value.get_bool();
    else if (name == "columns" && value.is_array())
      for (const auto& column : value.get_array())
        options.columns.push_back(scalar_text("a column", column).value());
    else
      fail(
          "csv knows the options separator (one character), header (true or false) and columns "
          "(a list of names), not \"" +
          clean_text(name, 40) + "\" with such a value");
  }
  return options;
}

void check_header(const CsvRow& header) {
  std::set<std::string_view> names;
  for (const std::string& name : header)
    if (!names.insert(name).second)
      fail("the header of the CSV names \"" + clean_text(name, 40) + "\" twice");
}

void push_row(lua_State* thread, const CsvRow& row) {
  lua_createtable(thread, static_cast<int>(row.size()), 0);
  for (std::size_t i = 0; i < row.size(); ++i) {
    push_text(thread, row[i]);
    lua_rawseti(thread, -2, static_cast<lua_Integer>(i) + 1);
  }
  mark_array(thread);
}

void push_record(lua_State* thread, const CsvRow& header, const CsvRow& row, std::size_t number) {
  if (row.size() != header.size())
    fail("row " + std::to_string(number) + " of the CSV has " + std::to_string(row.size()) +
         " fields, its header " + std::to_string(header.size()));
  lua_createtable(thread, 0, static_cast<int>(row.size()));
  for (std::size_t i = 0; i < row.size(); ++i) {
    push_text(thread, header[i]);
    push_text(thread, row[i]);
    lua_rawset(thread, -3);
  }
}

/// Gives the rows, and with a header its names.
int decode(lua_State* thread) {
  const std::string_view text = check_text(thread, 1);
  const Options options = check_options(thread, 2);
  Fence::of(thread).charge(thread, text.size() * units_per_byte);
  const auto rows = read_csv(text, options.separator).value();
  const std::size_t first = options.header && !rows.empty() ? 1 : 0;
  if (first == 1) check_header(rows[0]);
  lua_createtable(thread, static_cast<int>(rows.size() - first), 0);
  for (std::size_t i = first; i < rows.size(); ++i) {
    Fence::of(thread).charge(thread, rows[i].size() * units_per_field);
    if (first == 1)
      push_record(thread, rows[0], rows[i], i + 1);
    else
      push_row(thread, rows[i]);
    lua_rawseti(thread, -2, static_cast<lua_Integer>(i - first) + 1);
  }
  mark_array(thread);
  if (first == 0) return 1;
  push_row(thread, rows[0]);
  return 2;
}

std::string field_text(const boost::json::value* value) {
  if (!value || value->is_null()) return {};
  return scalar_text("a field of CSV", *value).value();
}

CsvRow fields_of(const boost::json::value& row, const std::vector<std::string>& columns) {
  CsvRow fields;
  if (row.is_array()) {
    for (const auto& value : row.get_array()) fields.push_back(field_text(&value));
  } else if (row.is_object()) {
    if (columns.empty())
      fail("csv.encode wants the order of the columns: { columns = { \"id\", \"amount\" } }");
    for (const std::string& column : columns)
      fields.push_back(field_text(row.get_object().if_contains(column)));
  } else {
    fail("csv.encode takes a list of records or of lists");
  }
  return fields;
}

int encode(lua_State* thread) {
  luaL_checktype(thread, 1, LUA_TTABLE);
  const Options options = check_options(thread, 2);
  const boost::json::value rows = to_json(thread, 1);
  const bool is_empty = rows.is_object() && rows.get_object().empty();
  if (!rows.is_array() && !is_empty) fail("csv.encode takes a list of records or of lists");
  std::string text;
  if (options.header && !options.columns.empty())
    append_csv(text, options.columns, options.separator);
  if (rows.is_array())
    for (const auto& row : rows.get_array()) {
      const CsvRow fields = fields_of(row, options.columns);
      Fence::of(thread).charge(thread, fields.size() * units_per_field);
      append_csv(text, fields, options.separator);
    }
  push_text(thread, text);
  return 1;
}

}  // namespace

void add_csv(lua_State* state) {
  constexpr std::array functions{luaL_Reg{"decode", &guarded<decode>},
                                 luaL_Reg{"encode", &guarded<encode>}};
  add_library(state, "csv", functions);
}

}  // namespace patchbay::adapters::lua
