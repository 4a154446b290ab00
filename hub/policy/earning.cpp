#include <numeric>

#include "hub/policy/deciding.h"

namespace patchbay::policy {
namespace {

bool fits(std::int64_t a, std::int64_t b, std::int64_t& product) {
  return !__builtin_mul_overflow(a, b, &product);
}

/// Exact. Errors: invalid: not even the lowest terms fit.
Result<Ratio> product(Ratio a, Ratio b) {
  Ratio whole;
  if (fits(a.numerator, b.numerator, whole.numerator) &&
      fits(a.denominator, b.denominator, whole.denominator))
    return whole;
  const auto reduce = [](std::int64_t& numerator, std::int64_t& denominator) {
    const std::int64_t common = std::gcd(numerator, denominator);
    numerator /= common;
    denominator /= common;
  };
  reduce(a.numerator, a.denominator);
  reduce(b.numerator, b.denominator);
  reduce(a.numerator, b.denominator);
  reduce(b.numerator, a.denominator);
  if (fits(a.numerator, b.numerator, whole.numerator) &&
      fits(a.denominator, b.denominator, whole.denominator))
    return whole;
  return invalid("rate, multiplier and factor together do not fit 64 bits; use rounder ones");
}

/// How points come from an amount.
struct Formula {
  Ratio base;                       ///< points for a minor unit
  Ratio more;                       ///< multiplier x factor
  std::optional<Rounding> between;  ///< of the base; then base and more are apart
  Rounding rounding;
};

Result<Formula> formula_of(const EarnRule& rule, const TierRule* tier) {
  Ratio more = rule.factor;
  if (rule.tier_multiplies && tier) {
    const auto both = product(tier->multiplier, rule.factor);
    if (!both) return both.error();
    more = *both;
  }
  if (rule.base_rounding)
    return Formula{rule.points_per_minor, more, rule.base_rounding, rule.rounding};
  const auto all = product(rule.points_per_minor, more);
  if (!all) return all.error();
  return Formula{*all, {1, 1}, std::nullopt, rule.rounding};
}

struct Points {
  std::int64_t base = 0;
  std::int64_t all = 0;
};

Result<Points> points_of(const Formula& formula, std::int64_t minor) {
  if (!formula.between) {
    const auto all = multiply(minor, formula.base, formula.rounding);
    if (!all) return all.error();
    return Points{0, *all};
  }
  const auto base = multiply(minor, formula.base, *formula.between);
  if (!base) return base.error();
  const auto all = multiply(*base, formula.more, formula.rounding);
  if (!all) return all.error();
  return Points{*base, *all};
}

/// Errors: invalid, with the rule's place.
Result<void> earn_by(Deciding& deciding, const EarnRule& rule, std::int64_t amount) {
  Decision& decision = deciding.decision;
  const auto formula = formula_of(rule, deciding.tier);
  if (!formula) return formula.error().in(rule.where);
  const bool running = rule.basis == EarnBasis::running_total;
  std::int64_t total = amount;
  if (running && __builtin_add_overflow(deciding.facts.spent_minor, amount, &total))
    return invalid("all that the customer has spent does not fit 64 bits");
  const auto now = points_of(*formula, total);
  if (!now) return now.error().in(rule.where);
  Points before;
  if (running) {
    const auto earlier = points_of(*formula, deciding.facts.spent_minor);
    if (!earlier) return earlier.error().in(rule.where);
    before = *earlier;
  }
  // Both by this rule, so never below zero, whatever another one earned before.
  const std::int64_t points = now->all - before.all;
  if (__builtin_add_overflow(deciding.facts.points, points, &decision.points_after))
    return invalid("all points of the customer do not fit 64 bits");
  decision.base_points = now->base - before.base;
  deciding.add(EffectKind::earn, rule).points = points;
  return {};
}

}  // namespace

Result<void> earn_points(Deciding& deciding, std::int64_t amount_minor) {
  bool counted = false;
  for (const EarnRule& rule : deciding.policy.earns()) {
    if (counted) {
      deciding.miss(rule, Missed::superseded);
      continue;
    }
    if (!admits(rule.categories, deciding.facts.category)) {
      deciding.miss(rule, Missed::category);
      continue;
    }
    const auto holds = deciding.holds(rule);
    if (!holds) return holds.error();
    if (!*holds) continue;
    if (auto earned = earn_by(deciding, rule, amount_minor); !earned) return earned;
    counted = true;
  }
  return {};
}

}  // namespace patchbay::policy
