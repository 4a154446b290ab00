#pragma once
// Why: which rule (file and line), which version, which facts, which numbers; and of the rules that
// did not count, the first condition that failed with its value.

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "hub/policy/decision.h"

namespace patchbay::policy {

struct Explanation {
  std::vector<std::string> sentences;  ///< what happened and why, a sentence each, in order
  /// "milestone month_3 (…:7): 90 days are needed, 30 are there"
  std::vector<std::string> not_given;
  /// {"policy", "occasion", "facts", "effects": [effect + "why": {where, facts, numbers}],
  /// "not_matched": [{rule, kind, where, condition, wanted, found}]}
  boost::json::object json;
};
/// Pure. `decision` is decide(policy, facts).
Explanation explain(const Policy& policy, const Facts& facts, const Decision& decision);
/// The sentences as one text, a line each, then what was not given, then the version.
std::string to_text(const Explanation& explanation);

}  // namespace patchbay::policy
