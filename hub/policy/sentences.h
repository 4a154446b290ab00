#pragma once
// The rules as people read them: a sentence each, and tables.

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "hub/policy/policy.h"

namespace patchbay::policy {

/// A table of the rules of one kind: every field that any of them declares is a column.
struct RuleTable {
  RuleKind kind = RuleKind::programme;
  std::string title;                   ///< "Milestones"
  std::vector<std::string> sentences;  ///< one a rule: "After 30 days: a grocery voucher of …"
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< with every number
};
/// Kinds without rules are left out.
std::vector<RuleTable> rule_tables(const Policy& policy);
boost::json::array to_json(const std::vector<RuleTable>& tables);

/// A declared value as a person writes it: "AUD 20.00", "5 %", "1.2", "yes", "woolworths, coles",
/// "a function (fraud.lua:7)".
std::string written(const boost::json::value& value);

}  // namespace patchbay::policy
