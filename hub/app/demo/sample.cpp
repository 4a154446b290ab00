#include "hub/app/demo/sample.h"

#include <algorithm>

#include "hub/base/clock.h"
#include "hub/base/money.h"
#include "hub/base/random.h"

namespace patchbay::app {
namespace {

constexpr std::uint64_t sample_seed = 20261121;
constexpr int sample_orders_count = 4'000;
constexpr std::uint64_t sample_customers = 600;
constexpr Timestamp sample_start{1'735'689'600'000'000};  // 2025-01-01
constexpr Duration sample_day = std::chrono::hours(24);

}  // namespace

std::string sample_orders() {
  SeededRandom random(sample_seed);
  std::string csv = "order_id,customer_id,date,quantity,amount_usd\n";
  for (int order = 1; order <= sample_orders_count; ++order) {
    // The smaller of two draws: a few customers order often, most seldom.
    const auto customer =
        1 + std::min(random.below(sample_customers), random.below(sample_customers));
    const auto day = static_cast<std::int64_t>(order) * 365 / (sample_orders_count + 1);
    const auto quantity = 1 + random.below(5);
    const auto minor = static_cast<std::int64_t>(quantity * (500 + random.below(6'000)));
    csv += std::to_string(order) + ',' + std::to_string(customer) + ',' +
           to_rfc3339(sample_start + day * sample_day).substr(0, 10) + ',' +
           std::to_string(quantity) + ',' + format_minor(minor, 2) + '\n';
  }
  return csv;
}

}  // namespace patchbay::app
