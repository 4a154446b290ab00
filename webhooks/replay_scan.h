#pragma once
// Steps through what a replay may send. Private to the room.

#include <cstdint>
#include <vector>

#include "webhooks/replay_choice.h"

namespace patchbay::webhooks {

constexpr std::size_t replay_scan_rows = 1'000;

/// Of these customers, asked of the store.
Audience find_audience(store::Session& session, const OrganisationId& organisation,
                       const Subscription& to, std::span<const std::string> customers);

/// A place between two events, and those that were chosen on the way there.
struct ReplayStep {
  std::vector<std::int64_t> chosen;  ///< sequences, in order
  std::int64_t reached = 0;          ///< up to it all were looked at
  bool at_end = false;
};

/// Looks at up to replay_scan_rows candidates after `after`, up to `last`; stops at `most` chosen.
ReplayStep scan_replay(store::Session& session, const Replay& replay, const Subscription& to,
                       std::int64_t after, std::int64_t last, std::size_t most);

}  // namespace patchbay::webhooks
