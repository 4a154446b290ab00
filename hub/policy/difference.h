#pragma once
// Two versions compared rule by rule, not only line by line.

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "hub/policy/policy.h"

namespace patchbay::policy {

struct FieldChange {
  std::string field, before, after;  ///< as a person writes them; empty: not there
};
struct RuleChange {
  enum class What { added, removed, changed } what = What::changed;
  RuleKind kind = RuleKind::programme;
  std::string id, where;  ///< where: in the newer one, of a removed rule in the older one
  std::vector<FieldChange> fields;
};
/// In order of kind and of the newer file. A changed function is a change of its field.
std::vector<RuleChange> difference(const Policy& older, const Policy& newer);
/// "milestone month_1: amount AUD 20.00 -> AUD 25.00", a line each.
std::vector<std::string> to_lines(const std::vector<RuleChange>& changes);
boost::json::array to_json(const std::vector<RuleChange>& changes);

}  // namespace patchbay::policy
