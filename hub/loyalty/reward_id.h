#pragma once
// The id of a reward, which is also the key that partners know it by.

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/organisation.h"

namespace patchbay::loyalty {

/// "rwd_" and 32 hexadecimal digits, the first 128 bits of a SHA-256 over all of these; a
/// streak counts only above 0, for milestones that are given once a streak. Derived
/// and not drawn: a reward that is earned again after the store was restored from a backup is the
/// same reward, so a partner that honours our keys issues it once. `salt` belongs to the store: two
/// programmes that began apart never share an id.
std::string reward_id(std::string_view salt, const OrganisationId& organisation,
                      std::string_view customer, std::string_view milestone,
                      std::int64_t streak = 0);

}  // namespace patchbay::loyalty
