#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

constexpr adapters::Choices<ShareModel, 3> model_words{{{"percentage", ShareModel::percentage},
                                                        {"fixed_fee", ShareModel::fixed_fee},
                                                        {"hybrid", ShareModel::hybrid}}};
constexpr adapters::Choices<bool, 2> payer_words{{{"origin", true}, {"redeemer", false}}};

}  // namespace

const Rule& read_benefit(Fields& fields, RuleSet& rules) {
  BenefitRule& rule = rules.benefits.emplace_back();
  fields.head(rule);
  rule.tiers = fields.ids("tiers");
  rule.categories = fields.ids("categories");
  rule.partner = fields.maybe_id("partner");
  rule.payment = fields.maybe_id("payment");
  rule.discount = fields.share("discount");
  rule.minimum_minor = fields.maybe_money("minimum").value_or(0);
  rule.maximum_minor = fields.maybe_money("maximum");
  rule.rounding = fields.rounding();
  return rule;
}

const Rule& read_revenue_share(Fields& fields, RuleSet& rules) {
  RevenueShareRule& rule = rules.revenue_shares.emplace_back();
  fields.head(rule);
  rule.model = fields.word("model", model_words);
  const bool of_value = rule.model != ShareModel::fixed_fee;
  const bool hybrid = rule.model == ShareModel::hybrid;
  if (of_value) {
    rule.share = fields.share("share");
    rule.rounding = fields.rounding();
    fields.forbid("fee", "belongs to model = \"fixed_fee\"");
  } else {
    rule.fee_minor = fields.money("fee");
    rule.rounding = fields.maybe_rounding("rounding").value_or(Rounding::floor);
    fields.forbid("share", "belongs to models \"percentage\" and \"hybrid\"");
  }
  if (hybrid) {
    rule.threshold = fields.integer("threshold", 1);
    rule.bonus = fields.share("bonus");
  } else {
    fields.forbid("threshold", "belongs to model = \"hybrid\"");
    fields.forbid("bonus", "belongs to model = \"hybrid\"");
  }
  rule.origin_pays = fields.maybe_word("payer", payer_words, true);
  rule.minimum_minor = fields.maybe_money("minimum").value_or(0);
  rule.categories = fields.ids("categories");
  return rule;
}

}  // namespace patchbay::policy
