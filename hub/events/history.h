#pragma once
// Events that were written to the outbox, for those who look back: they stay until retention takes
// them.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/events/outbox.h"

namespace patchbay::events {

struct PastEvent {
  std::int64_t sequence = 0;
  bool is_fanned_out = false;  ///< its messages were made
  Event event;
};

std::optional<PastEvent> find_event(store::Session& session, const OrganisationId& organisation,
                                    const std::string& id);
/// Those of `sequences` that are the organisation's, in order.
std::vector<PastEvent> find_events(store::Session& session, const OrganisationId& organisation,
                                   std::span<const std::int64_t> sequences);

/// Sequences grow with time, but not to the second: transactions commit out of order, and hubs'
/// clocks differ. All events of `since` and later have at least this one.
std::int64_t first_sequence_since(store::Session& session, Timestamp since);
/// The newest event's; 0 when there is none.
std::int64_t last_sequence(store::Session& session);

/// Retention's place in the outbox.
struct PurgeCursor {
  std::int64_t sequence = 0;  ///< up to it all were looked at
  bool at_end = false;        ///< what comes after it is young
};
/// Which of these sequences (in order) something of another room still refers to, in order.
using NeededEvents =
    std::function<std::vector<std::int64_t>(store::Session&, std::span<const std::int64_t>)>;
/// Looks at the next `limit` events and removes those that happened before, were fanned out and
/// are not needed. Returns how many it removed. A key of an event that is gone may be written
/// again.
std::int64_t purge(store::Session& session, Timestamp happened_before, std::size_t limit,
                   const NeededEvents& needed, PurgeCursor& cursor);

}  // namespace patchbay::events
