#pragma once
// What the outbox knows already. Private to the room.

#include <set>
#include <span>
#include <string>

#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// Those of the keys that events of the outbox have.
std::set<std::string> known_keys(store::Session& session, const OrganisationId& organisation,
                                 std::span<const std::string> keys);

}  // namespace patchbay::webhooks
