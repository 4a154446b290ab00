#include "plugins/order_file/order_row.h"

#include "hub/base/clock.h"
#include "plugins/csv/utf8.h"

namespace patchbay::order_file {
namespace {

Result<void> check_id(const std::string& what, const std::string& id) {
  if (id.empty()) return invalid("the " + what + " is empty");
  if (csv::count_characters(id) > id_characters_max)
    return invalid("the " + what + " is longer than 200 characters");
  return {};
}

}  // namespace

Result<boost::json::object> read_order(const std::vector<std::string>& fields,
                                       const Layout& layout) {
  if (fields.size() != layout.columns)
    return invalid(std::to_string(fields.size()) + " fields instead of " +
                   std::to_string(layout.columns));
  if (auto good = check_id("order id", fields[layout.order]); !good) return good.error();
  if (auto good = check_id("customer id", fields[layout.customer]); !good) return good.error();
  const auto at = parse_timestamp(fields[layout.date]);
  if (!at) return at.error();
  const auto amount = parse_minor(fields[layout.amount], layout.currency.exponent);
  if (!amount) return amount.error();
  if (*amount < 0) return invalid("the amount " + fields[layout.amount] + " is negative");
  return boost::json::object{{"id", fields[layout.order]},
                             {"customer", fields[layout.customer]},
                             {"ordered_at", at->micros},
                             {"amount_minor", *amount},
                             {"currency", layout.currency.text()}};
}

}  // namespace patchbay::order_file
