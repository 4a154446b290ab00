#include "hub/policy/explaining.h"
#include "hub/policy/written.h"

namespace patchbay::policy {
namespace {

/// What a discount was taken from: the original amount, or the rest of what was taken before.
std::int64_t discount_base(const Explaining& explaining, const Effect& effect) {
  std::int64_t base = explaining.facts.amount_minor;
  if (explaining.policy.programme().discounts == Discounts::additive) return base;
  for (const Effect& earlier : explaining.decision.effects) {
    if (&earlier == &effect) break;
    if (earlier.kind == EffectKind::discount) base -= earlier.minor;
  }
  return base;
}

}  // namespace

Why why_discounted(const Explaining& explaining, const Effect& effect) {
  const auto& rule = static_cast<const BenefitRule&>(*effect.rule);
  const Facts& facts = explaining.facts;
  const std::int64_t base = discount_base(explaining, effect);
  const auto whole = multiply(base, rule.discount, rule.rounding);
  Why why;
  why.sentence = explaining.money(effect.minor) + " off ";
  if (!rule.payment.empty()) {
    why.sentence += "for paying by " + rule.payment;
    why.facts["payment"] = facts.payment;
  } else if (const auto tier = tier_before(explaining.policy, facts); tier && *tier) {
    why.sentence += "in tier " + (*tier)->name;
    why.facts["tier"] = (*tier)->id;
  } else {
    why.sentence += "for everybody";
  }
  if (!rule.partner.empty()) why.sentence += " at " + rule.partner;
  why.sentence += ": " + percent_text(rule.discount) + " of " + explaining.money(base) + ", " +
                  rounding_text(rule.rounding);
  if (whole && effect.minor < *whole) {
    const bool capped = rule.maximum_minor && effect.minor == *rule.maximum_minor;
    why.sentence += " to " + explaining.money(*whole) +
                    (capped ? ", of which the rule gives at most " + explaining.money(effect.minor)
                            : ", but no more than is left to pay");
  }
  why.facts["amount_minor"] = facts.amount_minor;
  if (!facts.category.empty()) why.facts["category"] = facts.category;
  if (!facts.partner.empty()) why.facts["partner"] = facts.partner;
  why.numbers = {{"of_minor", base},
                 {"numerator", rule.discount.numerator},
                 {"denominator", rule.discount.denominator},
                 {"minimum_minor", rule.minimum_minor}};
  if (rule.maximum_minor) why.numbers["maximum_minor"] = *rule.maximum_minor;
  return why;
}

Why why_redeemed(const Explaining& explaining, const Effect& effect) {
  const auto& rule = static_cast<const RedeemRule&>(*effect.rule);
  const Facts& facts = explaining.facts;
  const std::int64_t points = rule.minor_per_point.denominator;
  Why why;
  why.sentence = count_text(effect.points, "point") + " become " + explaining.money(effect.minor) +
                 " off: " + count_text(points, "point") + (points == 1 ? " is" : " are") +
                 " worth " + explaining.money(rule.minor_per_point.numerator) + ", " +
                 rounding_text(rule.rounding) + "; the balance is " +
                 count_text(facts.balance, "point");
  why.facts = {{"points_asked", facts.points_asked}, {"balance", facts.balance}};
  if (!facts.partner.empty()) why.facts["partner"] = facts.partner;
  why.numbers = {{"numerator", rule.minor_per_point.numerator},
                 {"denominator", rule.minor_per_point.denominator},
                 {"minimum_points", rule.minimum_points}};
  return why;
}

Why why_shared(const Explaining& explaining, const Effect& effect) {
  const auto& rule = static_cast<const RevenueShareRule&>(*effect.rule);
  const Facts& facts = explaining.facts;
  Why why;
  why.sentence = std::string("The business where the points were ") +
                 (rule.origin_pays ? "earned" : "redeemed") + " owes the other " +
                 explaining.money(effect.minor) + ": ";
  why.facts["amount_minor"] = facts.amount_minor;
  if (rule.model == ShareModel::fixed_fee) {
    why.sentence += "a fixed fee for each transaction";
    why.numbers["fee_minor"] = rule.fee_minor;
    return why;
  }
  const bool hybrid = rule.model == ShareModel::hybrid;
  const bool later = hybrid && facts.transactions_before >= rule.threshold;
  const Ratio share = later ? rule.bonus : rule.share;
  why.sentence += percent_text(share) + " of " + explaining.money(facts.amount_minor) + ", " +
                  rounding_text(rule.rounding);
  why.numbers = {{"numerator", share.numerator}, {"denominator", share.denominator}};
  if (hybrid) {
    why.sentence += "; " + count_text(facts.transactions_before, "transaction") +
                    " came before in this period, and " + percent_text(rule.bonus) +
                    " counts after the first " + std::to_string(rule.threshold);
    why.facts["transactions_before"] = facts.transactions_before;
    why.numbers["threshold"] = rule.threshold;
  }
  return why;
}

}  // namespace patchbay::policy
