#pragma once
// Messages and delivery attempts as rows. Private to the room.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// One event on its way to one endpoint.
struct MessageKey {
  OrganisationId organisation;
  std::string endpoint;
  std::int64_t sequence = 0;  ///< of the event
};

struct NewMessage {
  MessageKey key;
  std::string event, event_type;
  const char* state = "pending";
  std::string reason = {};  ///< of held and dead
};
/// Writes messages; those that exist stay as they are.
void add_messages(store::Session& session, std::span<const NewMessage> messages, Timestamp now);

/// One request that was made for a message, or why none was.
struct Attempt {
  MessageKey key;
  int number = 1;
  Timestamp started_at;
  Duration length{};
  int status = 0;       ///< of the answer; 0 when none came
  std::string failure;  ///< why it failed; empty for a success
  /// What the message became by it: "pending", "held", "delivered" or "dead". Delivered is final.
  const char* state = "pending";
  std::string headers = "{}";
  std::string body = {}, body_encoding = {};
  bool was_sent = true;   ///< false: nothing was sent, and no attempt is counted
  bool is_gone = false;   ///< it answered 410
  bool recovers = false;  ///< a success after which failures are to be forgotten
};

/// Records attempts and moves their messages, set-based.
void record_attempts(store::Session& session, std::span<const Attempt> attempts);

/// Of a message whose job tells only its key (message_job.h).
std::optional<MessageKey> find_by_job_key(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& job_key);

/// Dead, if it was pending.
void bury_pending(store::Session& session, const MessageKey& key, const std::string& reason,
                  Timestamp now);

/// When the first attempt of a message began.
std::optional<Timestamp> first_attempt_at(store::Session& session, const MessageKey& key);

bool is_delivered(store::Session& session, const MessageKey& key);

}  // namespace patchbay::webhooks
