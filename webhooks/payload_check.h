#pragma once
// Whether an event's data is what the catalogue promises. Private to the room.

#include <string_view>

#include "hub/base/result.h"

namespace patchbay::webhooks {

/// Errors: invalid: the catalogue has no such type, it is no JSON, or it does not fit the schema;
/// for a person, without a value of the data.
Result<void> check_payload(std::string_view type, std::string_view data);

}  // namespace patchbay::webhooks
