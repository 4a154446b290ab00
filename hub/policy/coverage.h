#pragma once
// Which rules and branches the tests beside them touch. Private to hub/policy.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hub/policy/decision.h"

namespace patchbay::policy {

/// Gathers over the tests of a policy. A rule is touched when it counted in one. Each condition
/// that it declares is touched when it was the first that failed in one: days, points, from (of a
/// tier), given before, tiers, categories, partner, payment, minimum, above, below, needs, at_most
/// and its function. Branches are also a discount's maximum, and a hybrid share on either side of
/// its threshold. So a function is touched when it answered both true and false: the lines inside
/// it are not looked at. Programme, rewards, fallbacks and schedules decide nothing by themselves
/// and are left out.
class Coverage {
 public:
  explicit Coverage(Policy policy) : policy_(std::move(policy)) {}

  /// `decision` is decide(policy, facts).
  void add(const Facts& facts, const Decision& decision);
  /// "milestone month_3 (milestones.lua:7): no test gives it", in the order of kinds and files.
  std::vector<std::string> untouched() const;

 private:
  void add_effect(const Facts& facts, const Effect& effect);
  void add_miss(const Facts& facts, const Decision& decision, const Miss& miss);

  Policy policy_;
  std::map<const Rule*, std::set<std::string>> touched_;  ///< its branches, by name
};

}  // namespace patchbay::policy
