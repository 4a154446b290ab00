#pragma once
// What is old goes: messages, attempts, bodies of answers; small batches, each in the caller's
// transaction. What is pending or held stays.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::webhooks {

/// How far a walk through all messages is.
struct MessagePlace {
  OrganisationId organisation = {};
  std::string endpoint = {};
  std::int64_t sequence = 0;
  bool at_end = false;
};
/// Looks at the next `limit` messages and removes those that ended before, with their attempts.
/// Returns how many it removed.
std::int64_t purge_messages(store::Session&, Timestamp ended_before, std::size_t limit,
                            MessagePlace& place);

/// Empties the bodies of up to `limit` answers to attempts before. Returns how many.
std::int64_t clear_bodies(store::Session&, Timestamp started_before, std::size_t limit);

/// Removes up to `limit` orders to replay that ended before. Returns how many.
std::int64_t remove_replays(store::Session&, Timestamp ended_before, std::size_t limit);

/// Those of the events that an endpoint still has a message of (events::NeededEvents).
std::vector<std::int64_t> events_with_messages(store::Session&,
                                               std::span<const std::int64_t> sequences);

}  // namespace patchbay::webhooks
