#include "hub/loyalty/order_book.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "hub/loyalty/kept_decision.h"

namespace patchbay::loyalty {
namespace {

using policy::Effect;
using policy::EffectKind;
using policy::LimitOn;

std::string key_of(const Order& order) { return order.source + "/" + order.id; }

/// Whether a limit denies or holds the order itself: then the rest of the rules was not asked.
bool is_stopped(const policy::Decision& decision) {
  return std::any_of(decision.effects.begin(), decision.effects.end(), [](const Effect& effect) {
    return (effect.kind == EffectKind::deny || effect.kind == EffectKind::hold) && !effect.subject;
  });
}

const policy::MilestoneRule* milestone_of(const policy::Rule* rule) {
  return static_cast<const policy::MilestoneRule*>(rule);
}

}  // namespace

std::string reference_of(const Order& order) { return "order/" + key_of(order); }

bool asks_for_links(const policy::Policy& policy) {
  for (const auto& limit : policy.limits())
    if (!limit.needs.empty()) return true;
  const auto has_function = [](const policy::Rule& rule) { return rule.when.has_value(); };
  return std::any_of(policy.tiers().begin(), policy.tiers().end(), has_function) ||
         std::any_of(policy.earns().begin(), policy.earns().end(), has_function) ||
         std::any_of(policy.milestones().begin(), policy.milestones().end(), has_function) ||
         std::any_of(policy.limits().begin(), policy.limits().end(), has_function);
}

OrderBook::OrderBook(const policy::Policy& policy, Timestamp now)
    : policy_(policy), now_(now), counts_(policy, {LimitOn::order, LimitOn::award}, now) {}

void OrderBook::know_customer(std::string id, Standing standing) {
  known_.insert_or_assign(std::move(id), std::move(standing));
}

void OrderBook::know_order(const Order& order) {
  seen_.insert_or_assign(key_of(order),
                         Seen{order.customer, order.amount.minor,
                              std::string(order.amount.currency.text()), order.ordered_at});
}

Standing OrderBook::standing_of(const Order& order) const {
  if (const auto changed = changed_.find(order.customer); changed != changed_.end())
    return changed->second;
  Standing standing;
  if (const auto known = known_.find(order.customer); known != known_.end())
    standing = known->second;
  if (standing.currency.empty()) standing.currency = policy_.programme().currency.text();
  // Who has never bought, or was in a tier that these rules do not have any more, is in the lowest:
  // it begins at 0. Where tiers do not begin at points, somebody else says who is in which.
  if (!policy_.find_tier(standing.tier)) {
    const auto& tiers = policy_.tiers();
    standing.tier = !tiers.empty() && tiers.front().from ? tiers.front().id : std::string();
  }
  return standing;
}

policy::Facts OrderBook::facts_of(const Order& order, const Standing& customer) const {
  policy::Facts facts;
  facts.occasion = policy::Occasion::order;
  facts.at = order.ordered_at;
  facts.customer = order.customer;
  facts.tier = customer.tier;
  facts.points = customer.points;
  facts.spent_minor = customer.spent_minor;
  facts.given = customer.given;
  facts.linked = customer.linked;
  facts.traits = customer.traits;
  facts.amount_minor = order.amount.minor;
  if (!counts_.empty()) facts.counts = counts_.of(order.customer, order.ordered_at);
  return facts;
}

Result<void> OrderBook::take(const Order& order) {
  if (auto sound = check_order(order, policy_.programme().currency); !sound) return sound;
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

  Standing customer = standing_of(order);
  if (customer.currency != order.amount.currency.text())
    return invalid("order " + key + ": customer " + order.customer + " has spent " +
                   customer.currency + " so far; different currencies never add");
  std::int64_t spent = 0;
  if (__builtin_add_overflow(customer.spent_minor, order.amount.minor, &spent))
    return invalid("order " + key + ": all that customer " + order.customer +
                   " has spent does not fit 64 bits");
  if (blocked_.contains(order.customer)) {
    make_wait(order, "an earlier order of this customer waits");
    return {};
  }
  auto facts = facts_of(order, customer);
  const auto decision = fuse_.ask([&] { return policy::decide(policy_, facts); });
  if (!decision) {
    was_slow_ = was_slow_ || decision.error().kind == ErrorKind::unavailable;
    make_wait(order, decision.error().message);
    return {};
  }

  know_order(order);
  orders_.push_back(&order);
  decisions_.push_back(
      {&order, std::move(facts), boost::json::serialize(policy::effects_json(*decision, policy_))});
  counts_.add("orders", order.customer, order.ordered_at, order.amount.minor);
  ++customer.orders;
  if (!is_stopped(*decision)) {
    customer.spent_minor = spent;
    customer.points = decision->points_after;
  }
  apply(order, *decision, customer);
  changed_.insert_or_assign(order.customer, std::move(customer));
  return {};
}

void OrderBook::make_wait(const Order& order, std::string reason) {
  know_order(order);
  blocked_.insert(order.customer);
  waiting_.push_back({&order, std::move(reason)});
}

void OrderBook::apply(const Order& order, const policy::Decision& decision, Standing& customer) {
  const auto give = [&](const policy::MilestoneRule* milestone, const policy::Rule* held_by) {
    NewAward& award = awards_.emplace_back();
    award.customer = order.customer;
    award.milestone = milestone;
    if (held_by) {
      const auto& limit = static_cast<const policy::LimitRule&>(*held_by);
      award.held = reason_of(limit);
      award.held_code = limit.code;
    }
    customer.given.push_back(milestone->id);
    counts_.add("awards", order.customer, now_, milestone->amount.minor);
  };
  for (const Effect& effect : decision.effects) {
    switch (effect.kind) {
      case EffectKind::earn:
        if (effect.points <= 0) break;
        transfers_.push_back({reference_of(order), programme_account,
                              points_account(order.customer), points_unit, effect.points,
                              reference_of(order), policy_.hash()});
        earnings_.push_back({&order, effect.points});
        break;
      case EffectKind::set_tier:
        tier_changes_.push_back({&order, customer.tier, effect.rule->id, decision.points_after});
        customer.tier = effect.rule->id;
        break;
      case EffectKind::award: give(milestone_of(effect.rule), nullptr); break;
      case EffectKind::hold:
        if (effect.subject) give(milestone_of(effect.subject), effect.rule);
        break;
      default: break;  // for people: it stands in the decision
    }
  }
}

}  // namespace patchbay::loyalty
