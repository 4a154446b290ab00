#include <algorithm>
#include <limits>
#include <tuple>

#include "hub/base/text.h"
#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

template <class R>
const R* find_rule(const std::vector<R>& rules, const std::string& id) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](auto& r) { return r.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

/// "no reward has the id "voucer"; did you mean "voucher"?"
template <class R>
std::string no_such(const char* kind, const std::string& id, const std::vector<R>& rules) {
  std::vector<std::string> known;
  for (const R& rule : rules) known.push_back(rule.id);
  const std::string text = std::string("no ") + kind + " has the id \"" + id + "\"; ";
  if (const auto meant = nearest(id, known)) return text + "did you mean \"" + *meant + "\"?";
  return text + (known.empty() ? std::string("add a ") + kind + " with that id"
                               : "known are " + join(known, ", "));
}

/// Either points decide about tiers, or somebody else does; not both.
Result<void> check_tiers(std::vector<TierRule>& tiers) {
  if (tiers.empty()) return {};
  for (const TierRule& tier : tiers)
    if (tier.from.has_value() != tiers.front().from.has_value())
      return error_at(tier.from ? tiers.front() : tier,
                      "it has no `from`, but tier " + (tier.from ? tier : tiers.front()).id + " (" +
                          (tier.from ? tier : tiers.front()).where +
                          ") has one; write it for all tiers or for none");
  if (!tiers.front().from) return {};
  std::stable_sort(tiers.begin(), tiers.end(), [](auto& a, auto& b) { return a.from < b.from; });
  for (std::size_t i = 1; i < tiers.size(); ++i)
    if (tiers[i].from == tiers[i - 1].from)
      return error_at(tiers[i], "begins at " + std::to_string(*tiers[i].from) +
                                    " points, as does tier " + tiers[i - 1].id + " (" +
                                    tiers[i - 1].where +
                                    "): the two overlap; give each its own number");
  if (*tiers.front().from != 0)
    return error_at(tiers.front(),
                    "the lowest tier must begin at 0 points, so that every customer has one; "
                    "write from = 0");
  return {};
}

Result<void> check_names(const RuleSet& rules) {
  for (const EarnRule& earn : rules.earns)
    if (earn.tier_multiplies && rules.tiers.empty())
      return error_at(earn, "multiplier = \"tier\" needs tiers; add some or take it away");
  for (const BenefitRule& benefit : rules.benefits)
    for (const std::string& tier : benefit.tiers)
      if (!find_rule(rules.tiers, tier))
        return error_at(benefit, no_such("tier", tier, rules.tiers));
  for (const MilestoneRule& milestone : rules.milestones)
    if (!find_rule(rules.rewards, milestone.reward.id))
      return error_at(milestone, no_such("reward", milestone.reward.id, rules.rewards));
  for (const FallbackRule& fallback : rules.fallbacks)
    if (!find_rule(rules.rewards, fallback.reward))
      return error_at(fallback, no_such("reward", fallback.reward, rules.rewards));
  return {};
}

Result<void> settle_milestone(MilestoneRule& milestone, const RuleSet& rules) {
  milestone.reward = *find_rule(rules.rewards, milestone.reward.id);
  if (milestone.partners.empty()) {
    const auto fallback =
        std::find_if(rules.fallbacks.begin(), rules.fallbacks.end(),
                     [&](const FallbackRule& f) { return f.reward == milestone.reward.id; });
    if (fallback == rules.fallbacks.end())
      return error_at(milestone,
                      "nobody would give it: it names no partners, and its reward has no fallback; "
                      "write partners = { \"…\" } or fallback { reward = \"" +
                          milestone.reward.id + "\", partners = { \"…\" } }");
    milestone.partners = fallback->partners;
  }
  if (milestone.choice && milestone.partners.size() < 2)
    return error_at(milestone, "there is nothing to choose between with one partner (" +
                                   milestone.partners.front() +
                                   "); name another or take choice away");
  return {};
}

/// Those by days first.
auto order_of(const MilestoneRule& milestone) {
  constexpr auto none = std::numeric_limits<std::int64_t>::max();
  return std::tuple(milestone.days.value_or(none), milestone.points.value_or(none), milestone.id);
}

}  // namespace

Result<void> make_whole(RuleSet& rules) {
  if (auto sound = check_tiers(rules.tiers); !sound) return sound;
  if (auto sound = check_names(rules); !sound) return sound;
  // Before fallbacks are filled in: it asks who names partners of its own.
  if (auto sound = refuse_unreachable(rules); !sound) return sound;
  for (MilestoneRule& milestone : rules.milestones)
    if (auto sound = settle_milestone(milestone, rules); !sound) return sound;
  std::sort(rules.milestones.begin(), rules.milestones.end(),
            [](auto& a, auto& b) { return order_of(a) < order_of(b); });
  return {};
}

}  // namespace patchbay::policy
