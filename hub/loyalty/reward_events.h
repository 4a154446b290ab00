#pragma once
// The events that a move makes: pure. Private to the room.

#include <vector>

#include "hub/events/outbox.h"
#include "hub/loyalty/reward_moves.h"

namespace patchbay::loyalty {

/// What the store says of a reward after its move.
struct MovedReward {
  std::string id, customer, kind, partner;
  std::int64_t amount_minor = 0;
  std::string currency;
};

/// Never the code (P-30). Ids are made from clock and random.
std::vector<events::NewEvent> events_of(const Move& move, const MovedReward& reward,
                                        const Clock& clock, Random& random);

}  // namespace patchbay::loyalty
