#pragma once
// The health of endpoints as rows. Private to the room.

#include <span>

#include "webhooks/messages_store.h"

namespace patchbay::webhooks {

/// What these attempts make of their endpoints' health, with the events "endpoint.failing" and
/// "endpoint.disabled" where they are due. Reads nothing when all is as before.
void note_health(store::Session& session, std::span<const Attempt> attempts, Timestamp now);

}  // namespace patchbay::webhooks
