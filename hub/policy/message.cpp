#include "hub/policy/message.h"

#include <string_view>

namespace patchbay::policy {
namespace {

std::string of_limit(const LimitRule& limit) {
  return limit.message.empty() ? "the limit " + limit.id + " is hit" : limit.message;
}

std::string of_redeem(const RedeemRule& rule, std::string_view code) {
  if (rule.refused) return "this partner takes no points";
  if (code == insufficient_points) return "the balance holds fewer points than were asked for";
  return "at least " + std::to_string(rule.minimum_points) + " points can be redeemed at a time";
}

std::string of_share(const RevenueShareRule& rule, const Currency& currency) {
  return "a transaction needs at least " + to_text(Money{rule.minimum_minor, currency});
}

}  // namespace

std::string message_of(const Effect& effect, const Policy& policy) {
  switch (effect.rule->kind) {
    case RuleKind::limit: return of_limit(static_cast<const LimitRule&>(*effect.rule));
    case RuleKind::redeem:
      return of_redeem(static_cast<const RedeemRule&>(*effect.rule), effect.code);
    case RuleKind::revenue_share:
      return of_share(static_cast<const RevenueShareRule&>(*effect.rule),
                      policy.programme().currency);
    default: return "no rule of the programme lets points be redeemed here";
  }
}

}  // namespace patchbay::policy
