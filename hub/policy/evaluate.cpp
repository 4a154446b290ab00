#include <algorithm>

#include "hub/policy/policy.h"

namespace patchbay::policy {
namespace {

const TierRule* tier_at(const Policy& policy, std::int64_t points) {
  const auto& tiers = policy.tiers();
  const auto above =
      std::upper_bound(tiers.begin(), tiers.end(), points,
                       [](std::int64_t value, const TierRule& tier) { return value < tier.from; });
  return above == tiers.begin() ? &tiers.front() : &*std::prev(above);
}

}  // namespace

Result<Decision> evaluate(const Policy& policy, const Facts& facts) {
  if (facts.order_minor < 0 || facts.spent_minor_before < 0)
    return invalid("an order below zero earns nothing; a refund is not an order");
  std::int64_t spent_after = 0;
  if (__builtin_add_overflow(facts.spent_minor_before, facts.order_minor, &spent_after))
    return invalid("all that the customer has spent does not fit 64 bits");
  const EarnRule& earn = policy.earn();
  const auto before = multiply(facts.spent_minor_before, earn.points_per_minor, earn.rounding);
  if (!before) return before.error();
  const auto after = multiply(spent_after, earn.points_per_minor, earn.rounding);
  if (!after) return after.error();

  Decision decision;
  decision.points_earned = *after - *before;
  decision.points_after = *after;
  decision.tier_before = tier_at(policy, *before);
  decision.tier_after = tier_at(policy, *after);
  for (const MilestoneRule& milestone : policy.milestones())
    if (milestone.points > *before && milestone.points <= *after)
      decision.reached.push_back(&milestone);
  return decision;
}

}  // namespace patchbay::policy
