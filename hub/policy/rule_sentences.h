#pragma once
// A sentence for a rule of each kind. Private to hub/policy.

#include <string>
#include <vector>

#include "hub/policy/policy.h"

namespace patchbay::policy {

struct SaidRule {
  const DeclaredRule* declared = nullptr;  ///< lives as long as the policy
  std::string sentence;
};
/// Every rule of a kind, in the order in which people read them: by what a customer reaches first.
std::vector<SaidRule> say_rules(const Policy& policy, RuleKind kind);

}  // namespace patchbay::policy
