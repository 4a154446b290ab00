#include "hub/policy/rules.h"

namespace patchbay::policy {

const char* name_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::programme: return "programme";
    case RuleKind::tier: return "tier";
    case RuleKind::earn: return "earn";
    case RuleKind::milestone: return "milestone";
    case RuleKind::benefit: return "benefit";
    case RuleKind::redeem: return "redeem";
    case RuleKind::reward: return "reward";
    case RuleKind::limit: return "limit";
    case RuleKind::fallback: return "fallback";
    case RuleKind::revenue_share: return "revenue_share";
    case RuleKind::schedule: return "schedule";
  }
  return "";
}

const char* section_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::programme: return "programme";
    case RuleKind::tier: return "tiers";
    case RuleKind::earn: return "earn";
    case RuleKind::milestone: return "milestones";
    case RuleKind::benefit: return "benefits";
    case RuleKind::redeem: return "redeems";
    case RuleKind::reward: return "rewards";
    case RuleKind::limit: return "limits";
    case RuleKind::fallback: return "fallbacks";
    case RuleKind::revenue_share: return "revenue_shares";
    case RuleKind::schedule: return "schedules";
  }
  return "";
}

const std::vector<RuleKind>& rule_kinds() {
  static const std::vector<RuleKind> kinds{
      RuleKind::programme, RuleKind::tier,          RuleKind::earn,    RuleKind::milestone,
      RuleKind::benefit,   RuleKind::redeem,        RuleKind::reward,  RuleKind::limit,
      RuleKind::fallback,  RuleKind::revenue_share, RuleKind::schedule};
  return kinds;
}

const char* name_of(LimitOn on) {
  switch (on) {
    case LimitOn::order: return "order";
    case LimitOn::purchase: return "purchase";
    case LimitOn::redemption: return "redemption";
    case LimitOn::award: return "award";
    case LimitOn::claim: return "claim";
    case LimitOn::link: return "link";
    case LimitOn::transaction: return "transaction";
    case LimitOn::reconciliation: return "reconciliation";
    case LimitOn::check: return "check";
  }
  return "";
}

}  // namespace patchbay::policy
