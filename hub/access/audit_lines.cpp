#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "hub/access/audit_export.h"
#include "hub/http/json.h"

namespace patchbay::access {
namespace {

using TextField = std::string AuditRow::*;

/// The texts that stand as they are, by name, in the order of the columns.
const std::vector<std::pair<std::string, TextField>>& text_fields() {
  static const std::vector<std::pair<std::string, TextField>> fields{
      {"actor", &AuditRow::actor},   {"action", &AuditRow::action}, {"subject", &AuditRow::subject},
      {"reason", &AuditRow::reason}, {"detail", &AuditRow::detail}, {"address", &AuditRow::address},
      {"before", &AuditRow::before}, {"after", &AuditRow::after}};
  return fields;
}

std::string quoted(const std::string& text) {
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

Result<std::int64_t> read_number(const std::string& name, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size())
    return invalid(name + ": it is no whole number");
  return number;
}

/// From what CSV and JSON both have as texts.
Result<ExportedRow> read_row(const std::function<Result<std::string>(const std::string&)>& text) {
  ExportedRow read;
  for (const auto& [name, number] :
       {std::pair{"position", &read.row.position}, std::pair{"id", &read.row.id}}) {
    const auto value = text(name);
    if (!value) return value.error();
    const auto parsed = read_number(name, *value);
    if (!parsed) return parsed.error();
    *number = *parsed;
  }
  const auto at = text("at");
  if (!at) return at.error();
  const auto time = parse_timestamp(*at);
  if (!time) return time.error().in("at");
  read.row.at = *time;
  std::vector<std::pair<std::string, std::string*>> texts{{"organisation", &read.row.organisation},
                                                          {"hash", &read.row.hash},
                                                          {"previous_hash", &read.previous_hash}};
  for (const auto& [name, field] : text_fields()) texts.emplace_back(name, &(read.row.*field));
  for (const auto& [name, target] : texts) {
    auto value = text(name);
    if (!value) return value.error();
    *target = std::move(*value);
  }
  return read;
}

}  // namespace

std::string to_json_line(const AuditRow& row, const std::string& previous_hash) {
  boost::json::object line{{"organisation", row.organisation},
                           {"position", row.position},
                           {"previous_hash", previous_hash},
                           {"hash", row.hash},
                           {"id", row.id},
                           {"at", to_rfc3339(row.at)}};
  for (const auto& [name, field] : text_fields()) line[name] = row.*field;
  return boost::json::serialize(line);
}

Result<ExportedRow> read_json_line(const std::string& line) {
  const auto value = parse_json(line);
  if (!value) return value.error();
  const auto* object = value->if_object();
  if (object == nullptr) return invalid("a line is a JSON object");
  return read_row([object](const std::string& name) -> Result<std::string> {
    const auto* field = object->if_contains(name);
    if (field == nullptr) return invalid(name + ": it is missing");
    if (field->is_string()) return std::string(field->as_string());
    if (field->is_int64()) return std::to_string(field->as_int64());
    return invalid(name + ": it is neither a text nor a whole number");
  });
}

const std::vector<std::string>& csv_columns() {
  static const std::vector<std::string> columns = [] {
    std::vector<std::string> names{"organisation", "position", "previous_hash", "hash", "id", "at"};
    for (const auto& [name, field] : text_fields()) names.push_back(name);
    return names;
  }();
  return columns;
}

std::string csv_heading() {
  std::string line;
  for (const auto& name : csv_columns()) line += (line.empty() ? "" : ",") + name;
  return line;
}

std::string to_csv_line(const AuditRow& row, const std::string& previous_hash) {
  std::string line = quoted(row.organisation) + "," + std::to_string(row.position) + "," +
                     previous_hash + "," + row.hash + "," + std::to_string(row.id) + "," +
                     to_rfc3339(row.at);
  for (const auto& [name, field] : text_fields()) line += "," + quoted(row.*field);
  return line;
}

Result<ExportedRow> read_csv_cells(const std::vector<std::string>& cells) {
  const auto& columns = csv_columns();
  if (cells.size() != columns.size())
    return invalid("a row has " + std::to_string(columns.size()) + " columns, this one has " +
                   std::to_string(cells.size()));
  return read_row([&](const std::string& name) -> Result<std::string> {
    const auto place = std::find(columns.begin(), columns.end(), name) - columns.begin();
    return cells[static_cast<std::size_t>(place)];
  });
}

}  // namespace patchbay::access
