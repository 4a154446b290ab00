#pragma once
// Whether the members of a scheme fit together. Private to the room.

#include "webhooks/scheme.h"

namespace patchbay::webhooks {

/// Errors: invalid, naming the member.
Result<void> check(const Scheme& scheme);

}  // namespace patchbay::webhooks
