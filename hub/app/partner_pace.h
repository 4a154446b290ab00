#pragma once
// What configuration may say of a partner's limits, retries, breaker and time to settle.

#include <map>
#include <span>
#include <string>

#include "adapters/registry.h"
#include "hub/base/field.h"
#include "hub/base/result.h"

namespace patchbay::app {

/// Keys of [partners.<id>] beside "plug" and the settings of the plug.
std::span<const Field> pace_fields();

/// Errors: invalid: a value out of its limits, or a way to back off that there is not.
Result<void> check_pace(const Field& field, const std::string& value);

/// Sets what is given, each checked before; the rest stays as the plug has it.
/// Errors: invalid: a cap that is less than its base.
Result<void> apply_pace(const std::map<std::string, std::string>& given,
                        adapters::Partner& partner);

}  // namespace patchbay::app
