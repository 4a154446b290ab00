#pragma once
// Load, evaluate, explain. Same input, same answer, for ever.

#include <optional>
#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/policy/rules.h"

namespace patchbay::adapters::lua {
struct Declaration;
}

namespace patchbay::policy {

/// The rules of a programme. Immutable; thread safe.
class Policy {
 public:
  /// Runs every .lua file of `folder` (names ending in _test.lua apart), in order of name.
  /// Errors: not_found; invalid: Lua error, unknown field (with the nearest), float in money,
  /// duplicate id, tiers that do not start at 0 or overlap, milestone that names an unknown
  /// reward, no or two earn rules; each with file and line.
  static Result<Policy> load(const std::string& folder);
  /// The same from what the files declared. Pure.
  static Result<Policy> from_declarations(
      const std::vector<adapters::lua::Declaration>& declarations);

  /// SHA-256 over the rules, hex: names this version in every posted entry (P-34). Comments and the
  /// order of lines do not change it.
  const std::string& hash() const { return hash_; }
  const EarnRule& earn() const { return earn_; }
  const std::vector<TierRule>& tiers() const { return tiers_; }  ///< ascending `from`
  const std::vector<MilestoneRule>& milestones() const {
    return milestones_;
  }  ///< ascending points

 private:
  std::string hash_;
  EarnRule earn_;
  std::vector<TierRule> tiers_;
  std::vector<MilestoneRule> milestones_;
};

/// What is known of a customer when an order comes in.
struct Facts {
  std::int64_t spent_minor_before = 0;  ///< in the earn rule's currency, all orders so far
  std::int64_t order_minor = 0;         ///< >= 0
};

/// What the policy decides. Pointers live as long as the Policy.
struct Decision {
  std::int64_t points_earned = 0;
  std::int64_t points_after = 0;
  const TierRule* tier_before = nullptr;
  const TierRule* tier_after = nullptr;
  std::vector<const MilestoneRule*> reached;  ///< crossed by this order, ascending
};

/// Pure. Errors: invalid, when a total does not fit 64 bits.
Result<Decision> evaluate(const Policy& policy, const Facts& facts);

/// The decision in sentences: which rule (file:line), which facts, which numbers.
std::string explain(const Policy& policy, const Facts& facts, const Decision& decision);

}  // namespace patchbay::policy
