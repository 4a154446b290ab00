#include "hub/policy/partners.h"

#include <algorithm>

#include "hub/base/text.h"

namespace patchbay::policy {
namespace {

using Installed = std::map<std::string, std::string>;

std::string place_of(const Rule& rule) {
  return rule.where + ": " + name_of(rule.kind) + " " + rule.id + ": ";
}

/// A list of partners that a reward is asked of, first choice first.
Result<void> check_list(const Rule& rule, const std::vector<std::string>& partners,
                        const RewardRule& reward, const Installed& installed,
                        std::vector<std::string>& warnings) {
  std::vector<std::string> there, missing;
  for (const std::string& partner : partners) {
    const auto known = installed.find(partner);
    if (known == installed.end()) {
      missing.push_back(partner);
      continue;
    }
    if (known->second != reward.partner_kind)
      return invalid(place_of(rule) + "partner " + partner + " is of kind " + known->second +
                     " and cannot give " + reward.id + ", which needs one of kind " +
                     reward.partner_kind + " (" + reward.where + "); name another");
    there.push_back(partner);
  }
  if (there.empty())
    return invalid(place_of(rule) + "none of its partners is installed (" + join(missing, ", ") +
                   "); install one or name one that is");
  for (const std::string& partner : missing)
    warnings.push_back(place_of(rule) + "partner " + partner + " is not installed; until it is, " +
                       join(there, ", ") + (there.size() == 1 ? " gives" : " give") +
                       " the reward.");
  return {};
}

}  // namespace

Result<std::vector<std::string>> check_partners(const Policy& policy, const Installed& installed) {
  std::vector<std::string> warnings;
  for (const FallbackRule& fallback : policy.fallbacks()) {
    const auto reward =
        std::find_if(policy.rewards().begin(), policy.rewards().end(),
                     [&](const RewardRule& known) { return known.id == fallback.reward; });
    auto sound = check_list(fallback, fallback.partners, *reward, installed, warnings);
    if (!sound) return sound.error();
  }
  for (const MilestoneRule& milestone : policy.milestones()) {
    // One that has its partners from the fallback was checked with it.
    const bool lent = std::any_of(
        policy.fallbacks().begin(), policy.fallbacks().end(), [&](const FallbackRule& fallback) {
          return fallback.reward == milestone.reward.id && fallback.partners == milestone.partners;
        });
    if (lent) continue;
    auto sound = check_list(milestone, milestone.partners, milestone.reward, installed, warnings);
    if (!sound) return sound.error();
  }
  return warnings;
}

}  // namespace patchbay::policy
