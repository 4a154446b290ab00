#pragma once
// Orders to replay as rows. Private to the room; replay.h has what others use.

#include "webhooks/replay.h"

namespace patchbay::webhooks {

/// How far an order's job is.
struct ReplayProgress {
  ReplayView view;
  std::int64_t reached = 0;  ///< sequence up to which all were looked at
  std::int64_t last = 0;     ///< of the order: later events are not its
};

void add_replay(store::Session& session, const ReplayProgress& order);
/// Locks the row, where the store has such locks.
std::optional<ReplayProgress> find_progress(store::Session& session,
                                            const OrganisationId& organisation,
                                            const std::string& id);
void keep_progress(store::Session& session, const ReplayProgress& order);
/// Whether one of the endpoint is at work.
bool is_replaying(store::Session& session, const OrganisationId& organisation,
                  const std::string& endpoint);

}  // namespace patchbay::webhooks
