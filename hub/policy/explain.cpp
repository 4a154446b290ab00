#include "hub/base/text.h"
#include "hub/policy/policy.h"

namespace patchbay::policy {
namespace {

std::string money(std::int64_t minor, const Currency& currency) {
  return to_text(Money{minor, currency});
}

/// "acme", "acme, else bolt", "acme or bolt, as the customer chooses".
std::string issuers(const MilestoneRule& milestone) {
  if (milestone.choice) return join(milestone.partners, " or ") + ", as the customer chooses";
  return join(milestone.partners, ", else ");
}

}  // namespace

std::string explain(const Policy& policy, const Facts& facts, const Decision& decision) {
  const EarnRule& earn = policy.earn();
  const std::int64_t spent_after = facts.spent_minor_before + facts.order_minor;
  std::string text = "Spent before: " + money(facts.spent_minor_before, earn.currency) +
                     "; this order: " + money(facts.order_minor, earn.currency) +
                     "; in all: " + money(spent_after, earn.currency) + ".\n";
  text += earn.where + ": earn: " + std::to_string(earn.points_per_minor.numerator) +
          " point(s) per " + money(earn.points_per_minor.denominator, earn.currency) +
          " of everything spent, rounded once: " +
          std::to_string(decision.points_after - decision.points_earned) + " before, " +
          std::to_string(decision.points_after) + " now, so this order earns " +
          std::to_string(decision.points_earned) + ".\n";
  const TierRule& tier = *decision.tier_after;
  const std::string reach = tier.name + " begins at " + std::to_string(tier.from) + " points";
  text += tier.where + ": tier: " + reach + ": the customer " +
          (decision.tier_before == decision.tier_after
               ? "stays " + tier.name
               : "moves from " + decision.tier_before->name + " to " + tier.name) +
          ".\n";
  for (const MilestoneRule* milestone : decision.reached)
    text += milestone->where + ": milestone " + milestone->id + ": " +
            std::to_string(milestone->points) + " points are reached: " + milestone->reward.id +
            " of " + to_text(milestone->amount) + " from " + issuers(*milestone) + ".\n";
  return text + "Policy " + policy.hash() + ".\n";
}

}  // namespace patchbay::policy
