#pragma once
// What may be the files of a version. Private to hub/policy.

#include <vector>

#include "hub/base/result.h"
#include "hub/policy/policy.h"

namespace patchbay::policy {

/// In order of name. Errors: invalid, naming the file: too many, too long, a name of other
/// characters or twice, a text that is not UTF-8.
Result<std::vector<PolicyFile>> sorted_files(std::vector<PolicyFile> files);

}  // namespace patchbay::policy
