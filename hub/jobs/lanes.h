#pragma once
// Ordered lanes: of each, the jobs behind the first wait. Private to the queue's store files.

#include <set>
#include <string>
#include <utility>

#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::jobs {

/// (organisation, lane)
using Lanes = std::set<std::pair<OrganisationId, std::string>>;

/// Until the end of the transaction no other one moves these lanes. Who changes jobs of lanes locks
/// all of its lanes first, before any row: else transactions may wait for each other in a circle,
/// which PostgreSQL breaks only after a second.
void lock_lanes(store::Session& session, const Lanes& lanes);

/// Opens the first waiting job of each lane that has no open one. To be called after any change
/// that puts jobs into lanes or ends them, in its transaction, with the lanes locked. Wakes the
/// workers at the commit when it opened one.
void open_lanes(store::Session& session, const Lanes& lanes);

/// lock_lanes(), open_lanes(): for who learns of the lanes only by the change.
void advance_lanes(store::Session& session, const Lanes& lanes);

/// Tells the workers of all hubs, at the commit, that there is work to claim.
void wake_workers(store::Session& session);
/// The channel that wake_workers() signals (Store::subscribe).
inline constexpr const char* wake_channel = "jobs";

}  // namespace patchbay::jobs
