#include "hub/policy/deciding.h"
#include "hub/policy/message.h"

namespace patchbay::policy {
namespace {

/// The partner's own rule, or the general one if it has none; null: none counts.
Result<const RedeemRule*> find_rule(Deciding& deciding) {
  const auto& rules = deciding.policy.redeems();
  const std::string& partner = deciding.facts.partner;
  const bool own = !partner.empty() && std::any_of(rules.begin(), rules.end(), [&](const auto& r) {
    return r.partner == partner;
  });
  const RedeemRule* found = nullptr;
  for (const RedeemRule& rule : rules) {
    if (!rule.partner.empty() && rule.partner != partner) {
      deciding.miss(rule, Missed::partner);
    } else if (own && rule.partner.empty()) {
      deciding.miss(rule, Missed::partner_own);
    } else if (found) {
      deciding.miss(rule, Missed::superseded);
    } else {
      const auto holds = deciding.holds(rule);
      if (!holds) return holds.error();
      if (*holds) found = &rule;
    }
  }
  return found;
}

}  // namespace

Result<void> redeem_points(Deciding& deciding) {
  const Facts& facts = deciding.facts;
  const auto found = find_rule(deciding);
  if (!found) return found.error();
  const RedeemRule* rule = *found;
  if (!rule) {
    deciding.deny(deciding.policy.programme(), redemption_not_allowed);
    return {};
  }
  if (rule->refused) {
    deciding.deny(*rule, redemption_not_allowed);
    return {};
  }
  const auto value = multiply(facts.points_asked, rule->minor_per_point, rule->rounding);
  if (!value) return value.error().in(rule->where);
  const auto passed = passes_limits(deciding, {LimitOn::redemption, *value, nullptr});
  if (!passed) return passed.error();
  if (!*passed) return {};
  if (facts.points_asked < rule->minimum_points) {
    deciding.deny(*rule, minimum_not_met).minor = *value;
  } else if (facts.balance < facts.points_asked) {
    deciding.deny(*rule, insufficient_points).minor = *value;
  } else {
    Effect& redeemed = deciding.add(EffectKind::redeem, *rule);
    redeemed.points = facts.points_asked;
    redeemed.minor = *value;
  }
  return {};
}

}  // namespace patchbay::policy
