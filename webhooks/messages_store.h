#pragma once
// Messages and delivery attempts as rows. Private to the room.

#include <cstdint>
#include <span>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// One event on its way to one endpoint.
struct Message {
  OrganisationId organisation;
  std::string event;
  std::string endpoint;
};

/// Writes messages in state pending; those that exist stay as they are.
void add_messages(store::Session& session, std::span<const Message> messages, Timestamp now);

/// One request that was made for a message.
struct Attempt {
  Message message;
  int number = 1;
  Timestamp started_at;
  Duration length{};
  int status = 0;       ///< of the answer; 0 when none came
  std::string failure;  ///< why it failed; empty for a success
  /// What the message became by it: "pending", "delivered" or "dead". Delivered is final.
  std::string state;
};

/// Records attempts and moves their messages, set-based.
void record_attempts(store::Session& session, std::span<const Attempt> attempts);

bool is_delivered(store::Session& session, const Message& message);

}  // namespace patchbay::webhooks
