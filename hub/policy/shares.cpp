#include "hub/policy/deciding.h"
#include "hub/policy/message.h"

namespace patchbay::policy {
namespace {

/// Rounded once, by the terms of the transaction's place in its period (P-24).
Result<std::int64_t> share_of(const RevenueShareRule& rule, const Facts& facts) {
  switch (rule.model) {
    case ShareModel::fixed_fee: return rule.fee_minor;
    case ShareModel::percentage: return multiply(facts.amount_minor, rule.share, rule.rounding);
    case ShareModel::hybrid: {
      const bool later = facts.transactions_before >= rule.threshold;
      return multiply(facts.amount_minor, later ? rule.bonus : rule.share, rule.rounding);
    }
  }
  return rule.fee_minor;
}

Result<void> share_by(Deciding& deciding, const RevenueShareRule& rule) {
  if (deciding.facts.amount_minor < rule.minimum_minor) {
    deciding.deny(rule, minimum_not_met).minor = deciding.facts.amount_minor;
    return {};
  }
  const auto minor = share_of(rule, deciding.facts);
  if (!minor) return minor.error().in(rule.where);
  deciding.add(EffectKind::share, rule).minor = *minor;
  return {};
}

}  // namespace

Result<void> share_revenue(Deciding& deciding) {
  bool counted = false;
  for (const RevenueShareRule& rule : deciding.policy.revenue_shares()) {
    if (!admits(rule.categories, deciding.facts.category)) {
      deciding.miss(rule, Missed::category);
      continue;
    }
    if (counted) {
      deciding.miss(rule, Missed::superseded);
      continue;
    }
    const auto holds = deciding.holds(rule);
    if (!holds) return holds.error();
    if (!*holds) continue;
    if (auto shared = share_by(deciding, rule); !shared) return shared;
    counted = true;
  }
  return {};
}

}  // namespace patchbay::policy
