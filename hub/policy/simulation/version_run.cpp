#include "hub/policy/simulation/version_run.h"

#include <algorithm>
#include <chrono>

namespace patchbay::policy {
namespace {

constexpr std::size_t failures_max = 50;  ///< reasons that are told apart
constexpr const char* other_failures = "other reasons";

/// A function that loops is stopped after some 40 ms; so many of them say that it always does.
using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds slow_failure{10};
constexpr int slow_failures_max = 50;

/// Whether an occasion knows points and tier, and may change them.
bool moves_standing(Occasion occasion) {
  return occasion == Occasion::order || occasion == Occasion::purchase ||
         occasion == Occasion::progress;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

Sums sums_of(const Effect& effect) {
  Sums sums;
  sums.times = 1;
  switch (effect.kind) {
    case EffectKind::earn: sums.points = effect.points; break;
    case EffectKind::award:
    case EffectKind::discount:
    case EffectKind::redeem: sums.minor = effect.minor; break;
    case EffectKind::share: sums.shares = effect.minor; break;
    default: break;
  }
  return sums;
}

/// Whether the version says who is in which tier, by points or by having none; else somebody else
/// says so.
bool finds_tiers(const Policy& policy) {
  return policy.tiers().empty() || policy.tiers().front().from.has_value();
}

/// A reward that is held is most often released: what it costs then is what a manager has to know.
void count_as_released(Effect& effect, const Facts& facts) {
  if (effect.kind != EffectKind::hold || !effect.subject || facts.occasion == Occasion::claim)
    return;
  effect.kind = EffectKind::award;
  effect.rule = effect.subject;
}

}  // namespace

void VersionRun::adapt(Facts& facts, const std::vector<std::string>& given,
                       const std::vector<std::string>& earlier_streak) {
  forget_reset(facts);
  facts.given = given;
  std::erase_if(facts.given, [&](const std::string& id) {
    const MilestoneRule* milestone = policy_.find_milestone(id);
    return milestone && milestone->each_streak && contains(earlier_streak, id);
  });
  for (const Award& award : standing_.awarded)
    if (!contains(facts.given, award.milestone)) facts.given.push_back(award.milestone);
  if (standing_.has_points) {
    // Points that this version gives or keeps back can be spent or not.
    facts.balance = std::max<std::int64_t>(0, facts.balance + standing_.points - facts.points);
    facts.points = standing_.points;
  }
  if (!finds_tiers(policy_)) return;
  if (standing_.has_tier) facts.tier = standing_.tier;
  // A tier that this version does not have: by its points, from the lowest.
  if (!policy_.find_tier(facts.tier)) facts.tier.clear();
}

/// A streak that began anew may bring its milestones again.
void VersionRun::forget_reset(const Facts& facts) {
  if (facts.occasion != Occasion::progress) return;
  std::erase_if(standing_.awarded, [&](const Award& award) {
    const MilestoneRule* milestone = policy_.find_milestone(award.milestone);
    return milestone && milestone->each_streak && facts.days < award.days;
  });
}

Sums VersionRun::decide_next(const Facts& facts) {
  Sums all;
  const auto begun = Steady::now();
  auto decision = decide(policy_, facts);
  if (!decision) {
    const std::string& why = decision.error().message;
    count_failure(why, 1);
    if (Steady::now() - begun >= slow_failure && ++slow_failures_ >= slow_failures_max)
      hopeless_ = why;
    return all;
  }
  for (Effect& effect : decision->effects) {
    count_as_released(effect, facts);
    add_up(effect, facts, all);
  }
  keep(facts, *decision);
  return all;
}

void VersionRun::add_up(const Effect& effect, const Facts& facts, Sums& all) {
  const Sums sums = sums_of(effect);
  all += sums;
  rules_[effect.rule] += sums;
  if (effect.kind != EffectKind::discount && effect.kind != EffectKind::redeem) return;
  auto partner = at_partners_.find(facts.partner);
  if (partner == at_partners_.end()) partner = at_partners_.emplace(facts.partner, Sums{}).first;
  partner->second += sums;
}

void VersionRun::keep(const Facts& facts, const Decision& decision) {
  for (const Effect& effect : decision.effects)
    if (effect.kind == EffectKind::award)
      standing_.awarded.push_back({effect.rule->id, facts.days});
  if (!moves_standing(facts.occasion)) return;
  standing_.points = facts.points;
  standing_.tier = facts.tier;
  standing_.has_points = standing_.has_tier = true;
  for (const Effect& effect : decision.effects) {
    if (effect.kind == EffectKind::earn) standing_.points += effect.points;
    if (effect.kind == EffectKind::set_tier) standing_.tier = effect.rule->id;
  }
}

void VersionRun::count_failure(const std::string& reason, std::int64_t times) {
  const bool is_new = !failures_.contains(reason);
  failures_[is_new && failures_.size() >= failures_max ? other_failures : reason] += times;
}

void VersionRun::add(const VersionRun& other) {
  for (const auto& [rule, sums] : other.rules_) rules_[rule] += sums;
  for (const auto& [partner, sums] : other.at_partners_) at_partners_[partner] += sums;
  for (const auto& [reason, times] : other.failures_) count_failure(reason, times);
}

VersionRun::Table VersionRun::by_rule() const {
  Table table;
  for (const auto& [rule, sums] : rules_)
    table[std::string(name_of(rule->kind)) + " " + rule->id] += sums;
  return table;
}

VersionRun::Table VersionRun::by_reward() const {
  Table table;
  for (const auto& [rule, sums] : rules_) {
    if (sums.minor == 0) continue;
    if (rule->kind == RuleKind::milestone)
      table[static_cast<const MilestoneRule*>(rule)->reward.id] += sums;
    else
      table[rule->kind == RuleKind::redeem ? "redemption" : "discount"] += sums;
  }
  return table;
}

VersionRun::Table VersionRun::by_partner() const {
  Table table(at_partners_.begin(), at_partners_.end());
  for (const auto& [rule, sums] : rules_)
    if (rule->kind == RuleKind::milestone && sums.minor != 0)
      table[static_cast<const MilestoneRule*>(rule)->partners.front()] += sums;
  return table;
}

}  // namespace patchbay::policy
