#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

constexpr adapters::Choices<EarnBasis, 2> basis_words{
    {{"running_total", EarnBasis::running_total}, {"purchase", EarnBasis::purchase}}};
constexpr adapters::Choices<bool, 1> multiplier_words{{{"tier", true}}};

}  // namespace

const Rule& read_tier(Fields& fields, RuleSet& rules) {
  TierRule& rule = rules.tiers.emplace_back();
  fields.head(rule);
  rule.name = fields.text("name");
  rule.from = fields.maybe_integer("from", 0);
  rule.multiplier = fields.factor("multiplier");
  rule.color = fields.maybe_text("color");
  return rule;
}

const Rule& read_earn(Fields& fields, RuleSet& rules) {
  EarnRule& rule = rules.earns.emplace_back();
  fields.head(rule);
  const std::int64_t points = fields.integer("points", 0);
  rule.points_per_minor = {points, fields.money("per")};
  rule.basis = fields.word("basis", basis_words);
  rule.base_rounding = fields.maybe_rounding("base_rounding");
  rule.tier_multiplies = fields.maybe_word("multiplier", multiplier_words, false);
  rule.factor = fields.factor("factor");
  // Never the programme's: how points are rounded is what customers ask about first (C-02, C-26).
  fields.need("rounding", "floor, ceil, half_up, half_even or toward_zero");
  rule.rounding = fields.maybe_rounding("rounding").value_or(Rounding::floor);
  rule.categories = fields.ids("categories");
  return rule;
}

const Rule& read_redeem(Fields& fields, RuleSet& rules) {
  RedeemRule& rule = rules.redeems.emplace_back();
  fields.head(rule);
  rule.partner = fields.maybe_id("partner");
  rule.refused = fields.flag("refused");
  if (rule.refused) {
    for (const char* name : {"points", "value", "minimum", "rounding"})
      fields.forbid(name, "means nothing where redeeming is refused");
    return rule;
  }
  const std::int64_t points = fields.integer("points", 1);
  rule.minor_per_point = {fields.money("value"), points};
  rule.minimum_points = fields.maybe_integer("minimum", 1).value_or(1);
  rule.rounding = fields.rounding();
  return rule;
}

}  // namespace patchbay::policy
