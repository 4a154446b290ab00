#pragma once
// From declarations to rules, and what makes a set of rules whole. Private to hub/policy.

#include <string>
#include <vector>

#include "adapters/lua/script.h"
#include "hub/base/result.h"
#include "hub/policy/rules.h"

namespace patchbay::policy {

struct RuleSet {
  EarnRule earn;
  std::vector<TierRule> tiers;            ///< ascending `from`
  std::vector<MilestoneRule> milestones;  ///< ascending points, then id
};

/// The declarations that policy files may make.
const std::vector<std::string>& declaration_names();

/// Pure. Errors: invalid, with file and line; see Policy::load.
Result<RuleSet> read_rules(const std::vector<adapters::lua::Declaration>& declarations);

/// The rules as one text in which everything that decides stands once, in one order: comments,
/// file names and the order of lines do not change it.
std::string canonical_text(const RuleSet& rules);

}  // namespace patchbay::policy
