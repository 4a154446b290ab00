#include <algorithm>
#include <functional>

#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

using Ids = std::vector<std::string>;

/// Whether everything that the later list lets through passes the earlier one; empty: all pass.
bool covers(const Ids& earlier, const Ids& later) {
  if (earlier.empty()) return true;
  return !later.empty() && std::all_of(later.begin(), later.end(), [&](const std::string& id) {
    return std::find(earlier.begin(), earlier.end(), id) != earlier.end();
  });
}

bool shadows(const EarnRule& earlier, const EarnRule& later) {
  return covers(earlier.categories, later.categories);
}

bool shadows(const BenefitRule& earlier, const BenefitRule& later) {
  return earlier.partner == later.partner && earlier.payment == later.payment &&
         covers(earlier.tiers, later.tiers) && covers(earlier.categories, later.categories) &&
         earlier.minimum_minor <= later.minimum_minor;
}

bool shadows(const RedeemRule& earlier, const RedeemRule& later) {
  return earlier.partner == later.partner;
}

bool shadows(const RevenueShareRule& earlier, const RevenueShareRule& later) {
  return covers(earlier.categories, later.categories);
}

/// Whether the later condition cannot be met without the earlier one.
template <class T, class Narrower>
bool implied(const std::optional<T>& earlier, const std::optional<T>& later, Narrower narrower) {
  return !earlier || (later && narrower(*later, *earlier));
}

/// Whether the later limit stops only what the earlier one denies already. Flags and notices are
/// given beside a denial.
bool shadows(const LimitRule& earlier, const LimitRule& later) {
  const bool counts = earlier.at_most_count || earlier.at_most_minor;
  const bool stops = later.effect == LimitEffect::deny || later.effect == LimitEffect::hold;
  return stops && earlier.effect == LimitEffect::deny && earlier.on == later.on &&
         (!counts || earlier.per == later.per) &&
         implied(earlier.at_most_count, later.at_most_count, std::greater_equal()) &&
         implied(earlier.at_most_minor, later.at_most_minor, std::greater_equal()) &&
         implied(earlier.above_minor, later.above_minor, std::greater_equal()) &&
         implied(earlier.below_minor, later.below_minor, std::less_equal()) &&
         (earlier.needs.empty() || earlier.needs == later.needs);
}

template <class R>
Result<void> refuse_shadowed(const std::vector<R>& rules, const char* advice) {
  for (auto later = rules.begin(); later != rules.end(); ++later)
    for (auto earlier = rules.begin(); earlier != later; ++earlier)
      if (!earlier->when && shadows(*earlier, *later))
        return error_at(*later, "it can never count: " + std::string(name_of(earlier->kind)) + " " +
                                    earlier->id + " (" + earlier->where +
                                    ") comes before it and covers all that it covers; " + advice);
  return {};
}

Result<void> refuse_ungiven(const RuleSet& rules) {
  const auto given = [&](const std::string& reward, bool without_partners) {
    return std::any_of(
        rules.milestones.begin(), rules.milestones.end(), [&](const MilestoneRule& milestone) {
          return milestone.reward.id == reward && (!without_partners || milestone.partners.empty());
        });
  };
  for (const RewardRule& reward : rules.rewards)
    if (!given(reward.id, false))
      return error_at(reward, "no milestone gives it; name it in a milestone (reward = \"" +
                                  reward.id + "\") or take it away");
  for (auto fallback = rules.fallbacks.begin(); fallback != rules.fallbacks.end(); ++fallback) {
    if (!given(fallback->reward, true))
      return error_at(*fallback, "it can never count: every milestone that gives " +
                                     fallback->reward +
                                     " names its own partners; take them away there, or this");
    const auto first = std::find_if(rules.fallbacks.begin(), fallback, [&](const auto& other) {
      return other.reward == fallback->reward;
    });
    if (first != fallback)
      return error_at(*fallback, "it can never count: " + fallback->reward +
                                     " has a fallback already (" + first->where +
                                     "); put all its partners into one");
  }
  return {};
}

}  // namespace

Result<void> refuse_unreachable(const RuleSet& rules) {
  const char* first_counts = "write the narrower one first, or take one away";
  if (auto sound = refuse_shadowed(rules.earns, first_counts); !sound) return sound;
  if (auto sound = refuse_shadowed(rules.benefits, first_counts); !sound) return sound;
  if (auto sound = refuse_shadowed(rules.redeems, "one a partner counts; take one away"); !sound)
    return sound;
  if (auto sound = refuse_shadowed(rules.revenue_shares, first_counts); !sound) return sound;
  if (auto sound = refuse_shadowed(rules.limits, "make this one stricter, or take it away"); !sound)
    return sound;
  return refuse_ungiven(rules);
}

}  // namespace patchbay::policy
