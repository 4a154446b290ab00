#pragma once
#include <string>

namespace patchbay::app {

/// The small sample of orders, always the same: CSV with the header
/// order_id,customer_id,date,quantity,amount_usd; 4,000 orders of 600 customers over a year, of
/// whom some reach each milestone of the shipped policies.
std::string sample_orders();

}  // namespace patchbay::app
