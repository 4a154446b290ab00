#include "adapters/lua/csv_text.h"

#include <csv.h>

#include <memory>

namespace patchbay::adapters::lua {
namespace {

/// Takes what libcsv, which is C, calls back for; it never throws but for lack of memory.
class Rows {
 public:
  std::vector<CsvRow> rows;
  std::string problem;

  void field(std::string_view text) {
    if (!problem.empty()) return;
    if (row_.size() >= csv_columns_max)
      problem = "has more than " + std::to_string(csv_columns_max) + " columns";
    else if (++fields_ > csv_fields_max)
      problem = "makes more than " + std::to_string(csv_fields_max) + " fields in all";
    else
      row_.emplace_back(text);
  }

  void end_row() {
    if (!problem.empty()) return;
    rows.push_back(std::move(row_));
    row_.clear();
  }

 private:
  CsvRow row_;
  std::size_t fields_ = 0;
};

void on_field(void* text, std::size_t size, void* rows) {
  static_cast<Rows*>(rows)->field({static_cast<const char*>(text), size});
}

void on_row_end(int, void* rows) { static_cast<Rows*>(rows)->end_row(); }

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    return unavailable("libcsv could not be started");
  const std::unique_ptr<csv_parser, decltype(&csv_free)> freed(&parser, &csv_free);
  csv_set_delim(&parser, static_cast<unsigned char>(separator));
  Rows found;
  const bool read =
      csv_parse(&parser, text.data(), text.size(), &on_field, &on_row_end, &found) == text.size() &&
      csv_fini(&parser, &on_field, &on_row_end, &found) == 0;
  if (!read && found.problem.empty()) found.problem = "has a stray quote, or one never closed";
  if (!found.problem.empty())
    return invalid("CSV cannot be read: row " + std::to_string(found.rows.size() + 1) + " " +
                   found.problem);
  return std::move(found.rows);
}

void append_csv(std::string& text, const CsvRow& row, char separator) {
  const std::string quoted{separator, '"', '\r', '\n'};
  bool is_first = true;
  for (const std::string& field : row) {
    if (!is_first) text += separator;
    is_first = false;
    const bool has_blanks = field.starts_with(' ') || field.ends_with(' ') ||
                            field.starts_with('\t') || field.ends_with('\t');
    if (!has_blanks && field.find_first_of(quoted) == std::string::npos) {
      text += field;
      continue;
    }
    std::string escaped(field.size() * 2 + 2, '\0');
    escaped.resize(csv_write(escaped.data(), escaped.size(), field.data(), field.size()));
    text += escaped;
  }
  if (row.size() == 1 && row[0].empty()) text += "\"\"";  // a blank line would be no row
  text += "\r\n";
}

}  // namespace patchbay::adapters::lua
