#pragma once
// One row of an order file as an order.

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "hub/base/money.h"
#include "hub/base/result.h"

namespace patchbay::order_file {

constexpr std::size_t id_characters_max = 200;

/// Where things stand in a row.
struct Layout {
  std::size_t columns = 0;
  std::size_t order = 0, customer = 0, date = 0, amount = 0;
  Currency currency;
};

/// The order as pull_orders returns it. Errors: invalid: why the row cannot be read.
Result<boost::json::object> read_order(const std::vector<std::string>& fields,
                                       const Layout& layout);

}  // namespace patchbay::order_file
