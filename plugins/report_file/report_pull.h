#pragma once
// One pull of report lines: bytes in, at most `limit` lines out, and whether the report is
// complete.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <memory>
#include <string>

#include "adapters/sdk/plugin.h"
#include "hub/base/result.h"
#include "plugins/csv/fields.h"
#include "plugins/csv/row_reader.h"

namespace patchbay::report_file {

/// Makes the result of pull_report. The cursor "<offset>:<line>:<count>:<total>:<sound>:<as of>"
/// carries what the closing row is checked against. A line that cannot be read leaves the report
/// incomplete: what it names may have been issued. Not thread safe.
class ReportPull {
 public:
  static Result<ReportPull> start(const std::string& cursor, std::size_t limit);

  /// The next bytes to hand in begin here.
  std::uint64_t wants_from() const { return reader_.fed_until(); }
  /// Takes the bytes from wants_from() on; true when the pull is complete.
  /// Errors: invalid: the header is another one.
  Result<bool> take(const sdk::FileRead& bytes);
  boost::json::object result();

 private:
  ReportPull(std::size_t limit, const std::vector<std::int64_t>& state);
  Result<void> take_row(const csv::Row& row);
  Result<void> take_fields(const std::vector<std::string>& fields);
  Result<void> take_line(const std::vector<std::string>& fields);
  Result<void> take_closing(const std::vector<std::string>& fields);

  std::size_t limit_;
  csv::RowReader reader_;
  std::unique_ptr<csv::FieldSplitter> splitter_;
  boost::json::array lines_;
  std::int64_t count_ = 0;
  std::int64_t total_ = 0;
  bool sound_ = true;
  std::int64_t as_of_ = 0;  // 0 until the closing row was seen
  std::string problem_;     // the first of this pull
  std::uint64_t file_size_ = 0;
};

}  // namespace patchbay::report_file
