#pragma once
// Which events a replay sends: a pure decision. Private to the room.

#include <cstdint>
#include <set>
#include <string>

#include "webhooks/endpoints_store.h"
#include "webhooks/replay.h"

namespace patchbay::webhooks {

/// An event as a replay meets it.
struct Candidate {
  std::int64_t sequence = 0;
  std::string type, subject;
  Timestamp occurred_at;
  bool is_fanned_out = false;
  std::string state;   ///< of its message to the endpoint; empty: there is none
  bool is_own = true;  ///< of the replay's organisation
};

/// What a partner's endpoint may know of. The programme's own may know of everything.
struct Audience {
  std::set<std::string> customers;  ///< who let the partner know of them
  std::set<std::string> endpoints;  ///< the partner's
};

bool is_chosen(const Candidate& candidate, const Replay& replay, const Subscription& to,
               const Audience& audience);

}  // namespace patchbay::webhooks
