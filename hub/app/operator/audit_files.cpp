#include "hub/app/operator/audit_files.h"

#include <csv.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace patchbay::app {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

/// A file in the making; gone unless it was put in place.
class Draft {
 public:
  explicit Draft(std::string path) : path_(std::move(path)), out_(path_, std::ios::binary) {}
  ~Draft() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
  }
  Draft(const Draft&) = delete;
  std::ofstream& out() { return out_; }
  bool put_at(const std::string& place) {
    out_.close();
    std::error_code failed;
    if (out_) std::filesystem::rename(path_, place, failed);
    if (!out_ || failed) return false;
    path_.clear();
    return true;
  }

 private:
  std::string path_;
  std::ofstream out_;
};

Error cannot_write(const std::string& path) {
  return unavailable(path + " cannot be written; is there a folder, room, and the right to it?");
}

/// What libcsv calls back for.
struct CsvReading {
  const std::function<void(const access::ExportedRow&)>& take;
  std::vector<std::string> cells = {};
  std::int64_t rows = 0;
  Result<void> outcome = {};
};

void end_cell(void* text, std::size_t bytes, void* reading) {
  const auto* begin = static_cast<const char*>(text);
  static_cast<CsvReading*>(reading)->cells.emplace_back(begin, begin + bytes);
}

void end_row(int, void* pointer) {
  auto& reading = *static_cast<CsvReading*>(pointer);
  const auto cells = std::exchange(reading.cells, {});
  if (!reading.outcome) return;
  const std::string where = "row " + std::to_string(++reading.rows);
  if (reading.rows == 1) {
    if (cells != access::csv_columns())
      reading.outcome = invalid("the heading is not that of an export").in(where);
    return;
  }
  const auto row = access::read_csv_cells(cells);
  if (row)
    reading.take(*row);
  else
    reading.outcome = row.error().in(where);
}

Result<void> read_csv(std::istream& in,
                      const std::function<void(const access::ExportedRow&)>& take) {
  csv_parser parser{};
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    return unavailable("there is no memory for the CSV reader");
  CsvReading reading{take};
  std::vector<char> chunk(chunk_bytes);
  while (in && reading.outcome) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    const auto bytes = static_cast<std::size_t>(in.gcount());
    if (csv_parse(&parser, chunk.data(), bytes, end_cell, end_row, &reading) != bytes)
      reading.outcome = invalid("after row " + std::to_string(reading.rows) + ": " +
                                csv_strerror(csv_error(&parser)));
  }
  if (csv_fini(&parser, end_cell, end_row, &reading) != 0 && reading.outcome)
    reading.outcome = invalid("the last row is cut off");
  csv_free(&parser);
  return reading.outcome;
}

Result<void> read_json_lines(std::istream& in,
                             const std::function<void(const access::ExportedRow&)>& take) {
  std::int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty()) continue;
    const auto row = access::read_json_line(line);
    if (!row) return row.error().in("line " + std::to_string(number));
    take(*row);
  }
  return {};
}

}  // namespace

Result<std::int64_t> write_audit_file(const std::string& path, AuditFormat format,
                                      const std::function<void(const TakeRow&)>& write) {
  if (std::filesystem::exists(path))
    return conflict(path + " exists already; name another file or move it away");
  Draft draft(path + ".part");
  if (!draft.out()) return cannot_write(path);
  std::int64_t rows = 0;
  if (format == AuditFormat::csv) draft.out() << access::csv_heading() << "\r\n";
  write([&](const access::AuditRow& row, const std::string& previous_hash) {
    if (format == AuditFormat::csv)
      draft.out() << access::to_csv_line(row, previous_hash) << "\r\n";
    else
      draft.out() << access::to_json_line(row, previous_hash) << '\n';
    ++rows;
  });
  if (!draft.put_at(path)) return cannot_write(path);
  return rows;
}

Result<void> read_audit_file(const std::string& path,
                             const std::function<void(const access::ExportedRow&)>& take) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return not_found(path + " cannot be read; is it there?");
  const auto read = in.peek() == '{' ? read_json_lines(in, take) : read_csv(in, take);
  if (!read) return read.error().in(path);
  if (in.bad()) return unavailable(path + ": reading it failed in the middle");
  return {};
}

}  // namespace patchbay::app
