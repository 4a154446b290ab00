#pragma once
// Holding what cannot go out now. Private to the room.

#include <span>
#include <vector>

#include "hub/store/session.h"
#include "webhooks/messages_store.h"

namespace patchbay::webhooks {

enum class Holding : char {
  held,
  not_held,  ///< the endpoint is active (again): the message can go out
};
/// Holds messages of endpoints that are not active in this transaction: what a hub has in memory
/// may be a second old, and a message that is held after a resume would wait for nobody.
std::vector<Holding> hold_messages(store::Session& session, std::span<const Attempt> rows);

}  // namespace patchbay::webhooks
