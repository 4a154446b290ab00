#include "hub/base/text.h"
#include "hub/policy/deciding.h"

namespace patchbay::policy {

Result<const TierRule*> tier_before(const Policy& policy, const Facts& facts) {
  const auto& tiers = policy.tiers();
  // A programme without tiers asks no one's tier.
  if (tiers.empty()) return nullptr;
  if (facts.tier.empty()) return tiers.front().from ? &tiers.front() : nullptr;
  if (const TierRule* tier = policy.find_tier(facts.tier)) return tier;
  std::vector<std::string> known;
  for (const auto& tier : tiers) known.push_back(tier.id);
  const auto meant = nearest(facts.tier, known);
  return invalid("no tier \"" + clean_text(facts.tier, 60) + "\" is in the policy" +
                 (meant ? "; did you mean \"" + *meant + "\"?" : ""));
}

Result<void> move_tier(Deciding& deciding) {
  const auto& tiers = deciding.policy.tiers();
  if (tiers.empty() || !tiers.front().from) return {};
  const TierRule* lowest = deciding.tier;
  for (auto tier = tiers.rbegin(); tier != tiers.rend() && &*tier != lowest; ++tier) {
    if (*tier->from > deciding.decision.points_after) {
      deciding.miss(*tier, Missed::points);
      continue;
    }
    const auto holds = deciding.holds(*tier);
    if (!holds) return holds.error();
    if (!*holds) continue;
    deciding.add(EffectKind::set_tier, *tier).subject = lowest;
    return {};
  }
  return {};
}

}  // namespace patchbay::policy
