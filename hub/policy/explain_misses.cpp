#include <boost/json/array.hpp>

#include "hub/base/text.h"
#include "hub/policy/explaining.h"
#include "hub/policy/written.h"

namespace patchbay::policy {
namespace {

boost::json::value list_json(const std::vector<std::string>& all) {
  return boost::json::array(all.begin(), all.end());
}

boost::json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return boost::json::string(text);
}

/// "90 days are needed, 30 are there".
Unmet too_few(const char* condition, std::int64_t wanted, std::int64_t found) {
  std::string noun = condition;
  if (wanted == 1) noun.pop_back();
  return {condition, wanted, found,
          std::to_string(wanted) + " " + noun + (wanted == 1 ? " is" : " are") + " needed, " +
              std::to_string(found) + (found == 1 ? " is" : " are") + " there"};
}

Unmet few_points(const Explaining& explaining, const Rule& rule) {
  const Decision& decision = explaining.decision;
  if (rule.kind == RuleKind::tier)
    return too_few("points", static_cast<const TierRule&>(rule).from.value_or(0),
                   decision.points_after);
  const std::int64_t wanted = static_cast<const MilestoneRule&>(rule).points.value_or(0);
  if (wanted > decision.points_after) return too_few("points", wanted, decision.points_after);
  return {"points", wanted, decision.points_before,
          count_text(wanted, "point") + " needed, " + std::to_string(decision.points_before) +
              " were there before this already"};
}

const std::vector<std::string>& categories_of(const Rule& rule) {
  if (rule.kind == RuleKind::earn) return static_cast<const EarnRule&>(rule).categories;
  if (rule.kind == RuleKind::revenue_share)
    return static_cast<const RevenueShareRule&>(rule).categories;
  return static_cast<const BenefitRule&>(rule).categories;
}

const std::string& partner_of(const Rule& rule) {
  return rule.kind == RuleKind::redeem ? static_cast<const RedeemRule&>(rule).partner
                                       : static_cast<const BenefitRule&>(rule).partner;
}

Unmet other_tier(const Explaining& explaining, const BenefitRule& rule) {
  const auto tier = tier_before(explaining.policy, explaining.facts);
  const bool known = tier && *tier;
  return {"tier", list_json(rule.tiers),
          known ? boost::json::value(boost::json::string((*tier)->id)) : nullptr,
          "is for " + join(rule.tiers, " or ") + ", the customer is " +
              (known ? (*tier)->id : "in no tier")};
}

Unmet other_category(const Explaining& explaining, const Rule& rule) {
  const std::string& category = explaining.facts.category;
  return {"category", list_json(categories_of(rule)), text_or_null(category),
          "is for " + join(categories_of(rule), " or ") + ", this is " +
              (category.empty() ? "of no category" : category)};
}

Unmet other_partner(const Explaining& explaining, const Rule& rule) {
  const std::string& partner = explaining.facts.partner;
  return {
      "partner", boost::json::string(partner_of(rule)), text_or_null(partner),
      "is for " + partner_of(rule) + ", this is at " + (partner.empty() ? "no partner" : partner)};
}

Unmet other_payment(const Explaining& explaining, const BenefitRule& rule) {
  const std::string& payment = explaining.facts.payment;
  return {"payment", boost::json::string(rule.payment), text_or_null(payment),
          "is for paying by " + rule.payment + ", this is " +
              (payment.empty() ? "paid in a way that was not named" : "paid by " + payment)};
}

}  // namespace

Unmet unmet_of(const Explaining& explaining, const Miss& miss) {
  const Facts& facts = explaining.facts;
  const Rule& rule = *miss.rule;
  const auto benefit = [&]() -> const BenefitRule& {
    return static_cast<const BenefitRule&>(rule);
  };
  switch (miss.missed) {
    case Missed::days:
      return too_few("days", static_cast<const MilestoneRule&>(rule).days.value_or(0), facts.days);
    case Missed::points: return few_points(explaining, rule);
    case Missed::given: return {"given", false, true, "was given before"};
    case Missed::tier: return other_tier(explaining, benefit());
    case Missed::category: return other_category(explaining, rule);
    case Missed::partner: return other_partner(explaining, rule);
    case Missed::partner_own:
      return {"partner_own", nullptr, boost::json::string(facts.partner),
              "is general, and " + facts.partner + " has rules of its own"};
    case Missed::payment: return other_payment(explaining, benefit());
    case Missed::minimum:
      return {"minimum", benefit().minimum_minor, facts.amount_minor,
              explaining.money(benefit().minimum_minor) + " is the least, this is " +
                  explaining.money(facts.amount_minor)};
    case Missed::nothing:
      return {"nothing", nullptr, 0,
              percent_text(benefit().discount) + " of " + explaining.money(facts.amount_minor) +
                  " leaves nothing to take off"};
    case Missed::not_reached: return unmet_limit(explaining, static_cast<const LimitRule&>(rule));
    case Missed::superseded:
      return {"superseded", nullptr, nullptr, "a rule before it counted already"};
    case Missed::when: return {"when", true, false, "its condition says no"};
  }
  return {};
}

Why why_of(const Explaining& explaining, const Effect& effect) {
  switch (effect.kind) {
    case EffectKind::earn: return why_earned(explaining, effect);
    case EffectKind::set_tier: return why_moved(explaining, effect);
    case EffectKind::award: return why_awarded(explaining, effect);
    case EffectKind::discount: return why_discounted(explaining, effect);
    case EffectKind::redeem: return why_redeemed(explaining, effect);
    case EffectKind::share: return why_shared(explaining, effect);
    case EffectKind::hold:
    case EffectKind::flag:
    case EffectKind::notify:
    case EffectKind::deny: return why_stopped(explaining, effect);
  }
  return {};
}

}  // namespace patchbay::policy
