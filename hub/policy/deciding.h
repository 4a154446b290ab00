#pragma once
// One decision under way: what decide() hands from family to family. Private to hub/policy.

#include <algorithm>
#include <string_view>

#include "hub/policy/decision.h"

namespace patchbay::policy {

struct Deciding {
  const Policy& policy;
  const Facts& facts;
  const TierRule* tier = nullptr;  ///< before; null: none of these
  std::int64_t awards = 0;         ///< given by this decision so far, for limits
  std::int64_t awarded_minor = 0;
  Decision decision{};

  Effect& add(EffectKind kind, const Rule& rule) {
    decision.effects.push_back({.kind = kind, .rule = &rule});
    return decision.effects.back();
  }
  void miss(const Rule& rule, Missed missed) { decision.misses.push_back({&rule, missed}); }
  Effect& deny(const Rule& rule, const char* code) {
    Effect& denied = add(EffectKind::deny, rule);
    denied.code = code;
    return denied;
  }
  /// Whether the rule's function says yes, or it has none; notes a miss if not.
  Result<bool> holds(const Rule& rule);
};

inline bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}
/// An empty list of categories or tiers means every one.
inline bool admits(const std::vector<std::string>& all, std::string_view one) {
  return all.empty() || contains(all, one);
}

/// The tier that counts before the occasion: an empty one is the lowest, if tiers have `from`.
/// Null: none. Errors: invalid: an unknown tier, with the nearest.
Result<const TierRule*> tier_before(const Policy& policy, const Facts& facts);
/// The tier that points_after reaches; never a lower one.
Result<void> move_tier(Deciding& deciding);

/// Earns on an amount: points_after and the effect. Errors: invalid: what does not
/// fit 64 bits.
Result<void> earn_points(Deciding& deciding, std::int64_t amount_minor);

/// Milestones whose points lie between points_before and points_after.
Result<void> award_crossed(Deciding& deciding);
/// All milestones that are due by days or by points.
Result<void> award_due(Deciding& deciding);

/// The tier's and the way of paying's discount; sets paid_minor. Errors: invalid: an unknown way of
/// paying.
Result<void> take_discounts(Deciding& deciding);
/// Points for money off, with the limits on it.
Result<void> redeem_points(Deciding& deciding);
/// What one business owes the other.
Result<void> share_revenue(Deciding& deciding);

/// What a limit is asked about.
struct Asked {
  LimitOn on = LimitOn::award;
  std::int64_t amount_minor = 0;
  const MilestoneRule* milestone = nullptr;  ///< award, claim
};
/// Whether nothing denies or holds it; adds the effects of the limits that were hit.
Result<bool> passes_limits(Deciding& deciding, const Asked& asked);

enum class LimitCondition { none, above, below, needs, count, sum };
/// What of this decision counts already.
struct Counted {
  std::int64_t number = 0;
  std::int64_t minor = 0;
};
/// The first condition of a table that is not fulfilled, so that the limit is not hit; none: all
/// are (its function is not asked).
LimitCondition first_unmet(const LimitRule& limit, const Asked& asked, const Facts& facts,
                           const Counted& counted);
/// So many, or so much, in the period before this one; a missing fact is 0.
std::int64_t counted_before(const LimitRule& limit, const Facts& facts);
/// What the limits on this occasion are asked about. An award is asked for by itself, a redemption
/// with the value of its points.
Asked asked_of(const Policy& policy, const Facts& facts);

}  // namespace patchbay::policy
