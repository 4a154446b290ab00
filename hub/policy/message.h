#pragma once
// What a denial, hold, flag or notice says to people. Private to hub/policy.

#include <string>

#include "hub/policy/decision.h"

namespace patchbay::policy {

inline constexpr const char* redemption_not_allowed = "REDEMPTION_NOT_ALLOWED";
inline constexpr const char* insufficient_points = "INSUFFICIENT_POINTS";
inline constexpr const char* minimum_not_met = "MINIMUM_NOT_MET";

/// The limit's own message, or what its rule and code mean. Of deny, hold, flag and notify.
std::string message_of(const Effect& effect, const Policy& policy);

}  // namespace patchbay::policy
