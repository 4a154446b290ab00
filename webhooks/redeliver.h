#pragma once
// Messages that go out again. Private to the room.

#include <cstdint>
#include <optional>
#include <span>

#include "hub/base/clock.h"
#include "webhooks/endpoints_store.h"

namespace patchbay::webhooks {

struct Redelivered {
  std::int64_t sent = 0;
  /// The first that a worker still has in its hands: it and all behind it were left as they are.
  std::optional<std::int64_t> busy;
};

/// Makes messages of these events (sequences, in order) pending, whatever became of them before,
/// and gives each a job that runs now, in the caller's transaction. Those that are pending stay as
/// they are, and so does what the catalogue does not let leave (payload_check.h).
Redelivered redeliver(store::Session& session, const OrganisationId& organisation,
                      const Subscription& to, std::span<const std::int64_t> sequences,
                      Timestamp now);

}  // namespace patchbay::webhooks
