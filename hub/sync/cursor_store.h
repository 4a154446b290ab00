#pragma once
// How far a feed has come, as a row. Private to the room.

#include <cstdint>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/store/session.h"

namespace patchbay::sync {

struct FeedPosition {
  std::string cursor;              ///< the partner's; empty at the start
  std::int64_t rejects = 0;        ///< rows rejected so far, all runs
  std::int64_t rejects_bytes = 0;  ///< length of the rejects file that belongs to the cursor
};

/// The start, when the feed never ran.
FeedPosition load_position(store::Session& session, const OrganisationId& organisation,
                           const std::string& partner);
void save_position(store::Session& session, const OrganisationId& organisation,
                   const std::string& partner, const FeedPosition& position, Timestamp now);

}  // namespace patchbay::sync
