#pragma once
// Domain events: written in the transaction of what happened, read by delivery later.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::events {

/// Something that happened. `type` is one of the catalogue ("tier.updated").
struct NewEvent {
  std::string id;  ///< "evt_…"; becomes the webhook-id
  std::string type;
  std::string subject;  ///< the customer it is about
  std::string data;     ///< a JSON object, as the catalogue's schema of the type has it
  /// Business uniqueness: a second event of the same key is not written. Never empty.
  std::string dedup_key;
};

struct Event {
  std::int64_t sequence = 0;  ///< grows with every event of the store
  OrganisationId organisation;
  std::string id;
  std::string type;
  std::string subject;
  std::string data;
  Timestamp occurred_at;
};

/// Signalled when a transaction that appended commits (store::Store::subscribe).
inline constexpr const char* outbox_channel = "outbox";

/// Appends to the outbox in the caller's transaction. Keys that exist already are skipped.
void append(store::Session& session, const OrganisationId& organisation,
            std::span<const NewEvent> events, Timestamp now);

/// Takes up to `limit` events that nobody has fanned out, oldest first, and marks them so, in the
/// caller's transaction: if it commits, the fan-out that the caller wrote in it has happened once.
/// Concurrent callers get different events (PostgreSQL: SKIP LOCKED).
std::vector<Event> take(store::Session& session, std::size_t limit);

/// An event that retention has not removed.
std::optional<Event> find(store::Session& session, const OrganisationId& organisation,
                          std::int64_t sequence);

/// How many events wait for fan-out.
std::int64_t count_waiting(store::Session& session);

}  // namespace patchbay::events
