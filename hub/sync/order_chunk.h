#pragma once
// What pull_orders gave, read into our own types: a pure decision. Private to the room.

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "hub/loyalty/orders.h"
#include "hub/sync/rejects_file.h"

namespace patchbay::sync {

struct OrderChunk {
  std::vector<loyalty::Order> orders;
  std::vector<std::int64_t> lines;  ///< of each order, where it stood in its source; 0: unknown
  std::vector<Reject> rejects;
  std::string cursor;  ///< for the next call
  bool done = false;
  std::int64_t bytes_done = 0;
  std::int64_t bytes_total = 0;
};

/// Reads the result of pull_orders from `partner`, which becomes the orders' source. An order that
/// we cannot take (unknown currency, no customer) becomes a reject.
/// Errors: invalid: the result has another form than the capability's schema, or more than
/// `orders_max` orders.
Result<OrderChunk> read_chunk(const boost::json::value& result, const std::string& partner,
                              std::size_t orders_max);

/// The order as a row for the rejects file.
Reject reject_of(const loyalty::Order& order, std::int64_t line, std::string reason);

}  // namespace patchbay::sync
