#pragma once
// Facts from a file, for simulations of what was not recorded here.

#include <string>
#include <string_view>
#include <vector>

#include "hub/policy/simulation/recorded.h"

namespace patchbay::policy {

/// JSON facts (facts_from_json()), one a line, in any order; blank lines are left out. Comes in
/// order of customer and time, as a Simulation wants it. Errors: invalid, naming `file` and line.
Result<std::vector<RecordedFact>> facts_from_lines(const std::string& file, std::string_view text);
/// From the first of them until just after the last. Empty: an empty period.
Period period_of(const std::vector<RecordedFact>& facts);

}  // namespace patchbay::policy
