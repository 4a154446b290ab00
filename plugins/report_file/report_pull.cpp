#include "plugins/report_file/report_pull.h"

#include <charconv>

#include "hub/base/clock.h"
#include "hub/base/money.h"
#include "hub/base/text.h"
#include "plugins/csv/columns.h"
#include "plugins/csv/cursor.h"
#include "plugins/csv/utf8.h"

namespace patchbay::report_file {
namespace {

constexpr std::size_t reference_characters_max = 200;
constexpr std::size_t closing_fields = 4;
const std::vector<std::string> columns{"reference", "amount_minor", "currency", "partner_reference",
                                       "issued_at"};

Result<std::int64_t> read_whole(const std::string& text) {
  return parse_minor(text, 0);  // exact decimal digits
}

bool is_reference(const std::string& text) {
  return !text.empty() && csv::count_characters(text) <= reference_characters_max;
}

}  // namespace

ReportPull::ReportPull(std::size_t limit, const std::vector<std::int64_t>& state)
    : limit_(limit),
      reader_(static_cast<std::uint64_t>(state[0]), state[1]),
      splitter_(std::make_unique<csv::FieldSplitter>()),
      count_(state[2]),
      total_(state[3]),
      sound_(state[4] == 1),
      as_of_(state[5]) {}

Result<ReportPull> ReportPull::start(const std::string& cursor, std::size_t limit) {
  const auto state = csv::read_cursor(cursor.empty() ? "0:1:0:0:1:0" : cursor, 6);
  if (!state)
    return invalid("the cursor \"" + cursor.substr(0, 40) + "\" is not one of this plugin");
  return ReportPull(limit, *state);
}

Result<bool> ReportPull::take(const sdk::FileRead& bytes) {
  file_size_ = bytes.file_size;
  reader_.feed(bytes.bytes, bytes.end_of_file);
  if (reader_.offset() == 0 && bytes.bytes.starts_with(csv::byte_order_mark))
    reader_.skip(csv::byte_order_mark.size());
  while (lines_.size() < limit_) {
    const auto row = reader_.next();
    if (!row) return reader_.at_end();
    if (row->line == 1) {
      const auto fields = splitter_->split(row->text);
      if (!fields || **fields != columns)
        return invalid("the header must be " + join(columns, ","));
      continue;
    }
    if (const auto taken = take_row(*row); !taken) {
      sound_ = false;
      if (problem_.empty())
        problem_ = "line " + std::to_string(row->line) + ": " + taken.error().message;
    }
  }
  return true;
}

Result<void> ReportPull::take_row(const csv::Row& row) {
  if (!row.problem.empty()) return invalid(row.problem);
  if (trim(row.text).empty()) return {};
  const auto fields = splitter_->split(row.text);
  if (!fields) return fields.error();
  if (as_of_ != 0) return invalid("a row stands after the closing row");
  return take_fields(**fields);
}

Result<void> ReportPull::take_fields(const std::vector<std::string>& fields) {
  if (fields.size() == closing_fields && fields[0] == "END") return take_closing(fields);
  if (fields.size() != columns.size())
    return invalid(std::to_string(fields.size()) + " fields instead of " +
                   std::to_string(columns.size()));
  return take_line(fields);
}

Result<void> ReportPull::take_line(const std::vector<std::string>& fields) {
  const auto amount = read_whole(fields[1]);
  if (!amount) return amount.error();
  if (*amount < 0) return invalid("the amount is negative");
  if (!is_reference(fields[0]) || !is_reference(fields[3]))
    return invalid("a reference is empty or longer than 200 characters");
  if (const auto known = find_currency(fields[2]); !known) return known.error();
  if (__builtin_add_overflow(total_, *amount, &total_)) return invalid("the total is too large");
  ++count_;
  lines_.push_back(boost::json::object{{"reference", fields[0]},
                                       {"amount_minor", *amount},
                                       {"currency", fields[2]},
                                       {"partner_reference", fields[3]}});
  return {};
}

Result<void> ReportPull::take_closing(const std::vector<std::string>& fields) {
  const auto count = read_whole(fields[1]);
  const auto total = read_whole(fields[2]);
  const auto as_of = parse_timestamp(fields[3]);
  if (!count || !total || !as_of || as_of->micros <= 0)
    return invalid("the closing row cannot be read");
  if (*count != count_ || *total != total_)
    return invalid("the closing row counts " + fields[1] + " lines of " + fields[2] +
                   ", the report has " + std::to_string(count_) + " of " + std::to_string(total_));
  as_of_ = as_of->micros;
  return {};
}

boost::json::object ReportPull::result() {
  const auto offset = static_cast<std::int64_t>(reader_.offset());
  const bool done = reader_.offset() >= file_size_;
  const bool complete = done && sound_ && as_of_ != 0;
  if (problem_.empty() && done && !complete)
    problem_ = sound_ ? "there is no closing row" : "an earlier line could not be read";
  boost::json::object result{{"lines", std::move(lines_)},
                             {"cursor", csv::write_cursor({offset, reader_.line(), count_, total_,
                                                           sound_ ? 1 : 0, as_of_})},
                             {"done", done},
                             {"complete", complete},
                             {"as_of", complete ? as_of_ : 0}};
  if (!problem_.empty()) result["problem"] = csv::make_clean(problem_, 500);
  return result;
}

}  // namespace patchbay::report_file
