#include "hub/loyalty/order_book.h"

namespace patchbay::loyalty {
namespace {

std::string key_of(const Order& order) { return order.source + "/" + order.id; }

}  // namespace

void OrderBook::know_customer(std::string id, Standing standing) {
  known_.insert_or_assign(std::move(id), std::move(standing));
}

void OrderBook::know_order(const Order& order) {
  seen_.insert_or_assign(key_of(order),
                         Seen{order.customer, order.amount.minor,
                              std::string(order.amount.currency.text()), order.ordered_at});
}

Standing OrderBook::standing_of(const std::string& customer) const {
  if (const auto changed = changed_.find(customer); changed != changed_.end())
    return changed->second;
  if (const auto known = known_.find(customer); known != known_.end()) return known->second;
  // The lowest tier begins at 0: that is where a customer who has never bought stands.
  return {policy_.tiers().front().id, 0, 0, std::string(policy_.earn().currency.text())};
}

Result<void> OrderBook::take(const Order& order) {
  if (auto sound = check_order(order, policy_.earn().currency); !sound) return sound;
  const std::string key = key_of(order);
  if (const auto seen = seen_.find(key); seen != seen_.end()) {
    const Seen& before = seen->second;
    if (before.customer == order.customer && before.amount_minor == order.amount.minor &&
        before.currency == order.amount.currency.text() && before.ordered_at == order.ordered_at)
      return {};
    return conflict("order " + key + " was posted before with other content (customer " +
                    before.customer + ", " + before.currency + " minor units " +
                    std::to_string(before.amount_minor) + ", " + to_rfc3339(before.ordered_at) +
                    "); a correction is not an order");
  }

  Standing customer = standing_of(order.customer);
  if (customer.currency != order.amount.currency.text())
    return invalid("order " + key + ": customer " + order.customer + " has spent " +
                   customer.currency + " so far; different currencies never add");
  const auto decision = evaluate(policy_, {customer.spent_minor, order.amount.minor});
  if (!decision) return decision.error().in("order " + key);

  know_order(order);
  orders_.push_back(&order);
  ++customer.orders;
  customer.spent_minor += order.amount.minor;
  if (decision->points_earned > 0) {
    transfers_.push_back({"order/" + key, programme_account, points_account(order.customer),
                          points_unit, decision->points_earned, "order/" + key, policy_.hash()});
    earnings_.push_back({&order, decision->points_earned});
  }
  if (decision->tier_after->id != customer.tier) {
    tier_changes_.push_back(
        {&order, customer.tier, decision->tier_after->id, decision->points_after});
    customer.tier = decision->tier_after->id;
  }
  for (const policy::MilestoneRule* milestone : decision->reached)
    awards_.push_back({&order, milestone});
  changed_.insert_or_assign(order.customer, std::move(customer));
  return {};
}

}  // namespace patchbay::loyalty
