#pragma once
// One step of fan-out. Private to the room.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/store/session.h"
#include "webhooks/endpoints_store.h"
#include "webhooks/message_job.h"

namespace patchbay::webhooks {

/// Who wants what, in memory, read anew when an endpoint changed. Not thread safe.
class Subscriptions {
 public:
  /// Of an organisation, as the caller's transaction sees them. Valid until the next call.
  const std::vector<Subscription>& of(store::Session& session, const OrganisationId& organisation);
  /// How many events to take, so that their messages stay a bounded transaction.
  std::size_t events_per_step() const;

 private:
  struct Known {
    std::int64_t revision = -1;
    std::vector<Subscription> all;
  };
  std::map<OrganisationId, Known> known_;
  std::size_t widest_ = 100;  ///< endpoints of an organisation; a guess until one was read
};

/// Takes up to `events_max` events and writes a message for each endpoint that wants one: with a
/// job, or held where the endpoint is not active, or dead where the event does not fit its schema.
/// All in the caller's transaction, set-based. Returns how many events it took.
std::size_t fan_out(store::Session& session, Subscriptions& subscriptions, std::size_t events_max,
                    Timestamp now);

}  // namespace patchbay::webhooks
