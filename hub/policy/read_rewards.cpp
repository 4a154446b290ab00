#include "adapters/kinds.h"
#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

constexpr std::int64_t valid_days_max = 3650;
constexpr adapters::Choices<bool, 1> again_words{{{"each_streak", true}}};

}  // namespace

const Rule& read_reward(Fields& fields, RuleSet& rules) {
  RewardRule& rule = rules.rewards.emplace_back();
  fields.head(rule);
  rule.name = fields.maybe_text("name", rule.id);
  rule.partner_kind = fields.id("kind");
  rule.capability = fields.id("capability");
  const auto kinds = adapters::kind_names();
  if (std::find(kinds.begin(), kinds.end(), rule.partner_kind) == kinds.end())
    fields.refuse(adapters::not_one_of("kind", rule.partner_kind, kinds));
  const auto* capability = adapters::find_capability(rule.partner_kind, rule.capability);
  if (!capability)
    fields.refuse(adapters::not_one_of("for a partner of kind " + rule.partner_kind + " capability",
                                       rule.capability,
                                       adapters::capability_names(rule.partner_kind)));
  else if (!capability->moves_value)
    fields.refuse("capability \"" + rule.capability +
                  "\" gives nothing to a customer; name one that does");
  rule.valid_days = fields.maybe_integer("valid_days", 1);
  if (rule.valid_days.value_or(1) > valid_days_max)
    fields.refuse("the field \"valid_days\" is " + std::to_string(*rule.valid_days) + "; at most " +
                  std::to_string(valid_days_max) + " (ten years) are possible");
  return rule;
}

const Rule& read_milestone(Fields& fields, RuleSet& rules) {
  MilestoneRule& rule = rules.milestones.emplace_back();
  fields.head(rule);
  rule.days = fields.maybe_integer("days", 1);
  rule.points = fields.maybe_integer("points", 1);
  if (fields.has("days") == fields.has("points"))
    fields.refuse(fields.has("days")
                      ? "it is reached by days or by points, not by both; make two of it"
                      : "nothing says when it is reached; write days = 30 or points = 500");
  rule.reward.id = fields.id("reward");
  rule.amount = {fields.money("amount"), fields.programme().currency};
  rule.partners = fields.ids("partners");
  rule.choice = fields.flag("choice");
  rule.each_streak = fields.maybe_word("again", again_words, false);
  if (rule.each_streak && !rule.days)
    fields.refuse("again = \"each_streak\" needs days: a count of points never starts anew");
  rule.message = fields.maybe_note("message");
  return rule;
}

const Rule& read_fallback(Fields& fields, RuleSet& rules) {
  FallbackRule& rule = rules.fallbacks.emplace_back();
  fields.head(rule);
  rule.reward = fields.id("reward");
  fields.need("partners", "a list such as { \"first\", \"second\" }");
  rule.partners = fields.ids("partners");
  return rule;
}

}  // namespace patchbay::policy
