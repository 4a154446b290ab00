#pragma once
// Rules against the partners that are installed.

#include <map>
#include <string>
#include <vector>

#include "hub/base/result.h"
#include "hub/policy/policy.h"

namespace patchbay::policy {

/// `installed`: partner -> kind. Gives warnings, a sentence each: a partner of a list that is not
/// installed while another one is. Errors: invalid, with file and line: none of a list is
/// installed; an installed one is of a kind that cannot give the reward.
Result<std::vector<std::string>> check_partners(
    const Policy& policy, const std::map<std::string, std::string>& installed);

}  // namespace patchbay::policy
