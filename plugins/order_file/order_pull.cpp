#include "plugins/order_file/order_pull.h"

#include "hub/base/text.h"
#include "plugins/csv/columns.h"
#include "plugins/csv/cursor.h"
#include "plugins/csv/utf8.h"

namespace patchbay::order_file {
namespace {

constexpr std::size_t raw_row_bytes_max = 500;

}  // namespace

OrderPull::OrderPull(sdk::Call call, std::size_t limit, std::int64_t offset, std::int64_t line)
    : call_(std::move(call)),
      limit_(limit),
      reader_(static_cast<std::uint64_t>(offset), line),
      splitter_(std::make_unique<csv::FieldSplitter>()) {}

Result<OrderPull> OrderPull::start(const sdk::Call& call, const std::string& cursor,
                                   std::size_t limit) {
  const auto currency = find_currency(call.setting("currency"));
  if (!currency) return currency.error();
  const auto place = csv::read_cursor(cursor.empty() ? "0:1" : cursor, 2);
  if (!place || (*place)[1] < 1)
    return invalid("the cursor \"" + cursor.substr(0, 40) + "\" is not one of this plugin");
  OrderPull pull(call, limit, (*place)[0], (*place)[1]);
  pull.layout_.currency = *currency;
  return pull;
}

Result<void> OrderPull::read_header(const sdk::FileRead& first) {
  csv::RowReader reader(0, 1);
  reader.feed(first.bytes, first.end_of_file);
  if (first.bytes.starts_with(csv::byte_order_mark)) reader.skip(csv::byte_order_mark.size());
  const auto row = reader.next();
  if (!row) return invalid("the file is empty; it needs at least a header");
  if (!row->problem.empty()) return invalid("the header cannot be read: " + row->problem);
  const auto fields = splitter_->split(row->text);
  if (!fields) return invalid("the header cannot be read: " + fields.error().message);
  const auto places =
      csv::find_columns(**fields, {call_.setting("column_order"), call_.setting("column_customer"),
                                   call_.setting("column_date"), call_.setting("column_amount")});
  if (!places) return places.error();
  layout_.columns = (*fields)->size();
  layout_.order = (*places)[0];
  layout_.customer = (*places)[1];
  layout_.date = (*places)[2];
  layout_.amount = (*places)[3];
  has_header_ = true;
  if (reader_.offset() == 0) reader_ = csv::RowReader(reader.offset(), reader.line());
  return {};
}

bool OrderPull::take(const sdk::FileRead& bytes) {
  file_size_ = bytes.file_size;
  reader_.feed(bytes.bytes, bytes.end_of_file);
  while (orders_.size() + rejects_.size() < limit_) {
    const auto row = reader_.next();
    if (!row) return reader_.at_end();
    take_row(*row);
  }
  return true;
}

void OrderPull::take_row(const csv::Row& row) {
  if (!row.problem.empty()) return reject(row, row.problem);
  if (trim(row.text).empty()) return;
  const auto fields = splitter_->split(row.text);
  if (!fields) return reject(row, fields.error().message);
  auto order = read_order(**fields, layout_);
  if (!order) return reject(row, order.error().message);
  (*order)["line"] = row.line;
  orders_.push_back(*std::move(order));
}

void OrderPull::reject(const csv::Row& row, const std::string& reason) {
  rejects_.push_back(boost::json::object{{"line", row.line},
                                         {"reason", csv::make_clean(reason, raw_row_bytes_max)},
                                         {"row", csv::make_clean(row.text, raw_row_bytes_max)}});
}

boost::json::object OrderPull::result() {
  const auto offset = static_cast<std::int64_t>(reader_.offset());
  const bool done = !has_header_ || reader_.offset() >= file_size_;
  return {{"orders", std::move(orders_)},
          {"rejects", std::move(rejects_)},
          {"cursor", csv::write_cursor({offset, reader_.line()})},
          {"done", done},
          {"bytes_done", offset},
          {"bytes_total", static_cast<std::int64_t>(file_size_)}};
}

}  // namespace patchbay::order_file
