#pragma once
// A declared number changed in the text of its file: layout and comments stay.

#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/policy/policy.h"

namespace patchbay::policy {

/// A number that can be set: "milestones.month_1.amount", "tiers.silver.from", "earn.earn.points".
struct DeclaredNumber {
  std::string path;   ///< section_of(kind).id.field
  std::string value;  ///< as a person writes it: "AUD 20.00", "5 %", "1.2", "30"
  std::string where;
};
std::vector<DeclaredNumber> declared_numbers(const Policy& policy);

/// The files with one number changed: `value` is "AUD 25", "25" (same currency), "5 %", "1.2" or
/// "30", as the number is money, a ratio or a count. The changed files load, and differ from the
/// old ones in that number alone. Errors: not_found: no such path (with the nearest); invalid:
/// another kind of number, another currency; the number stands in a place that is not a plain
/// literal (then: where to change it by hand); the rules do not hold with it, as Policy::from_files
/// says.
Result<std::vector<PolicyFile>> set_number(const Policy& policy, const std::string& path,
                                           const std::string& value);

}  // namespace patchbay::policy
