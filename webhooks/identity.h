#pragma once
// What a proven webhook says of itself: its key, its type, a challenge. Private to the room.

#include "webhooks/verifier.h"

namespace patchbay::webhooks {

/// Accepted, Challenged or Unidentified. The body is parsed only when the scheme points into it.
Verification identify(const Scheme& scheme, const InboundRequest& request);

}  // namespace patchbay::webhooks
