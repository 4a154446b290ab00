#pragma once
// Where a replay goes. Private to the room.

#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {

/// An endpoint that takes messages. Errors: not_found; conflict: it is paused or disabled.
Result<Subscription> need_target(store::Session& session, const OrganisationId& organisation,
                                 const std::string& endpoint);

}  // namespace patchbay::webhooks
