#pragma once
// One pull of orders: bytes in, at most `limit` rows out.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <memory>
#include <string>

#include "adapters/sdk/plugin.h"
#include "hub/base/result.h"
#include "plugins/csv/fields.h"
#include "plugins/csv/row_reader.h"
#include "plugins/order_file/order_row.h"

namespace patchbay::order_file {

/// Makes the result of pull_orders from the bytes of the file. Not thread safe.
class OrderPull {
 public:
  /// `cursor` as the pull before gave it, or empty. Errors: invalid: the cursor or the currency.
  static Result<OrderPull> start(const sdk::Call& call, const std::string& cursor,
                                 std::size_t limit);

  /// Takes the header from the file's first bytes. Errors: invalid: a column is missing.
  Result<void> read_header(const sdk::FileRead& first);
  /// The next bytes to hand in begin here.
  std::uint64_t wants_from() const { return reader_.fed_until(); }
  /// Takes the bytes from wants_from() on; true when the pull is complete.
  bool take(const sdk::FileRead& bytes);
  boost::json::object result();

 private:
  OrderPull(sdk::Call call, std::size_t limit, std::int64_t offset, std::int64_t line);
  void take_row(const csv::Row& row);
  void reject(const csv::Row& row, const std::string& reason);

  sdk::Call call_;
  std::size_t limit_;
  Layout layout_;
  bool has_header_ = false;
  csv::RowReader reader_;
  std::unique_ptr<csv::FieldSplitter> splitter_;
  boost::json::array orders_;
  boost::json::array rejects_;
  std::uint64_t file_size_ = 0;
};

}  // namespace patchbay::order_file
