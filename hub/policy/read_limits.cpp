#include <algorithm>

#include "hub/policy/limits.h"
#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

constexpr adapters::Choices<LimitOn, 9> on_words{{{"order", LimitOn::order},
                                                  {"purchase", LimitOn::purchase},
                                                  {"redemption", LimitOn::redemption},
                                                  {"award", LimitOn::award},
                                                  {"claim", LimitOn::claim},
                                                  {"link", LimitOn::link},
                                                  {"transaction", LimitOn::transaction},
                                                  {"reconciliation", LimitOn::reconciliation},
                                                  {"check", LimitOn::check}}};
constexpr adapters::Choices<LimitEffect, 4> effect_words{{{"deny", LimitEffect::deny},
                                                          {"hold", LimitEffect::hold},
                                                          {"flag", LimitEffect::flag},
                                                          {"notify", LimitEffect::notify}}};

bool has_amount(LimitOn on) {
  return on != LimitOn::link && on != LimitOn::reconciliation && on != LimitOn::check;
}

bool is_code(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void read_counting(Fields& fields, LimitRule& rule) {
  if (fields.holds_table("at_most"))
    rule.at_most_minor = fields.maybe_money("at_most");
  else
    rule.at_most_count = fields.maybe_integer("at_most", 0);
  rule.per = fields.maybe_text("per");
  if (fields.has("at_most") != fields.has("per"))
    fields.refuse(fields.has("per")
                      ? "per = \"…\" needs at_most: write at_most = 3, or an amount of money"
                      : "at_most needs a period: write per = \"day\", or \"ever\"");
  const auto& periods = period_names();
  if (!rule.per.empty() && std::find(periods.begin(), periods.end(), rule.per) == periods.end())
    fields.refuse(adapters::not_one_of("per", rule.per, periods));
}

/// A condition that what it watches can never meet would be no limit at all.
void check_conditions(Fields& fields, const LimitRule& rule) {
  const bool any = fields.has("at_most") || fields.has("above") || fields.has("below") ||
                   fields.has("needs") || fields.has("when");
  if (!any)
    fields.refuse("it has no condition; write at_most with per, above, below, needs or when");
  const std::string on = name_of(rule.on);
  if (!has_amount(rule.on) && (rule.at_most_minor || rule.above_minor || rule.below_minor))
    fields.refuse("on = \"" + on + "\" has no amount of money; count it, or use when");
  if (rule.on == LimitOn::reconciliation && rule.at_most_count)
    fields.refuse("on = \"" + on + "\" is not counted; use when");
  if (rule.above_minor && rule.below_minor && *rule.below_minor <= *rule.above_minor + 1)
    fields.refuse("no amount is both above and below these; make two limits of it");
}

}  // namespace

const Rule& read_limit(Fields& fields, RuleSet& rules) {
  LimitRule& rule = rules.limits.emplace_back();
  fields.head(rule);
  rule.on = fields.word("on", on_words);
  rule.effect = fields.word("effect", effect_words);
  read_counting(fields, rule);
  rule.above_minor = fields.maybe_money("above");
  rule.below_minor = fields.maybe_money("below");
  rule.needs = fields.maybe_id("needs");
  check_conditions(fields, rule);
  rule.code = fields.maybe_text("code", "LIMIT_REACHED");
  if (!is_code(rule.code))
    fields.refuse("code \"" + rule.code + "\": use only upper-case letters, digits and _");
  rule.message = fields.maybe_note("message");
  return rule;
}

}  // namespace patchbay::policy
