#include <limits>

#include "hub/policy/deciding.h"
#include "hub/policy/limits.h"

namespace patchbay::policy {
namespace {

std::int64_t add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

/// Whether the account or the trait that a limit asks for is missing.
bool lacks(const std::string& need, const Asked& asked, const Facts& facts) {
  if (need != "link") return !contains(facts.traits, need);
  if (asked.on != LimitOn::award) return !contains(facts.linked, facts.partner);
  // The customer still chooses the partner; the claim asks then.
  if (asked.milestone->choice) return false;
  return std::none_of(asked.milestone->partners.begin(), asked.milestone->partners.end(),
                      [&](const auto& partner) { return contains(facts.linked, partner); });
}

/// As Deciding::holds; a function of a limit on awards sees which milestone it is about.
Result<bool> function_holds(Deciding& deciding, const LimitRule& limit, const Asked& asked) {
  if (!limit.when || asked.on != LimitOn::award) return deciding.holds(limit);
  Facts facts = deciding.facts;
  facts.milestone = asked.milestone->id;
  auto answer = deciding.policy.holds(limit, facts);
  if (answer && !*answer) deciding.miss(limit, Missed::when);
  return answer;
}

/// A limit on awards may be asked several times in one decision; one note of it is enough.
void note_unmet(Deciding& deciding, const LimitRule& limit) {
  for (const Miss& miss : deciding.decision.misses)
    if (miss.rule == &limit) return;
  deciding.miss(limit, Missed::not_reached);
}

EffectKind effect_of(const LimitRule& limit) {
  switch (limit.effect) {
    case LimitEffect::deny: return EffectKind::deny;
    case LimitEffect::hold: return EffectKind::hold;
    case LimitEffect::flag: return EffectKind::flag;
    case LimitEffect::notify: return EffectKind::notify;
  }
  return EffectKind::deny;
}

void add_hit(Deciding& deciding, const LimitRule& limit, const Asked& asked) {
  Effect& effect = deciding.add(effect_of(limit), limit);
  effect.subject = asked.milestone;
  effect.minor = asked.amount_minor;
  effect.code = limit.code.c_str();
}

bool stops(const LimitRule& limit) {
  return limit.effect == LimitEffect::deny || limit.effect == LimitEffect::hold;
}

}  // namespace

std::int64_t counted_before(const LimitRule& limit, const Facts& facts) {
  if (facts.counts.empty()) return 0;
  const auto count = facts.counts.find(count_name(limit));
  return count == facts.counts.end() ? 0 : count->second;
}

LimitCondition first_unmet(const LimitRule& limit, const Asked& asked, const Facts& facts,
                           const Counted& counted) {
  if (limit.above_minor && asked.amount_minor <= *limit.above_minor) return LimitCondition::above;
  if (limit.below_minor && asked.amount_minor >= *limit.below_minor) return LimitCondition::below;
  if (!limit.needs.empty() && !lacks(limit.needs, asked, facts)) return LimitCondition::needs;
  if (!limit.at_most_count && !limit.at_most_minor) return LimitCondition::none;
  const std::int64_t before = counted_before(limit, facts);
  if (limit.at_most_count && add(add(before, counted.number), 1) <= *limit.at_most_count)
    return LimitCondition::count;
  if (limit.at_most_minor &&
      add(add(before, counted.minor), asked.amount_minor) <= *limit.at_most_minor)
    return LimitCondition::sum;
  return LimitCondition::none;
}

Result<bool> passes_limits(Deciding& deciding, const Asked& asked) {
  const Facts& facts = deciding.facts;
  // A customer whom the other book does not know has nothing to compare.
  const bool incomparable = asked.on == LimitOn::reconciliation && !facts.reported;
  const LimitRule* stop = nullptr;
  for (const LimitRule& limit : deciding.policy.limits()) {
    if (limit.on != asked.on || (incomparable && !limit.when)) continue;
    const Counted counted{deciding.awards, deciding.awarded_minor};
    if (first_unmet(limit, asked, facts, counted) != LimitCondition::none) {
      note_unmet(deciding, limit);
      continue;
    }
    const auto holds = function_holds(deciding, limit, asked);
    if (!holds) return holds.error();
    if (!*holds) continue;
    if (!stops(limit))
      add_hit(deciding, limit, asked);
    else if (!stop || (stop->effect == LimitEffect::hold && limit.effect == LimitEffect::deny))
      stop = &limit;
  }
  if (stop) add_hit(deciding, *stop, asked);
  return stop == nullptr;
}

Asked asked_of(const Policy& policy, const Facts& facts) {
  switch (facts.occasion) {
    case Occasion::order: return {LimitOn::order, facts.amount_minor, nullptr};
    case Occasion::purchase: return {LimitOn::purchase, facts.amount_minor, nullptr};
    case Occasion::redemption: return {LimitOn::redemption, facts.amount_minor, nullptr};
    case Occasion::progress: return {LimitOn::check, 0, nullptr};
    case Occasion::claim: {
      const MilestoneRule* milestone = policy.find_milestone(facts.milestone);
      return {LimitOn::claim, milestone ? milestone->amount.minor : 0, milestone};
    }
    case Occasion::link: return {LimitOn::link, facts.amount_minor, nullptr};
    case Occasion::transaction: return {LimitOn::transaction, facts.amount_minor, nullptr};
    case Occasion::reconciliation: return {LimitOn::reconciliation, 0, nullptr};
  }
  return {};
}

}  // namespace patchbay::policy
