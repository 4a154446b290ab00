#pragma once
// Which events a replay sends: a pure decision. Private to the room.

#include <cstdint>
#include <set>
#include <string>

#include "webhooks/endpoints_store.h"
#include "webhooks/replay.h"

namespace patchbay::webhooks {

/// Of tests, which are for one endpoint each.
constexpr std::string_view test_event_type = "webhook.test";
/// What a delivery's job says while its endpoint's rate holds it back.
constexpr std::string_view rate_limited_reason = "the endpoint's rate limit";

/// An event as a replay meets it.
struct Candidate {
  std::int64_t sequence = 0;
  std::string type, subject;
  Timestamp occurred_at;
  bool is_fanned_out = false;
  std::string state;  ///< of its message to the endpoint; empty: there is none
};

/// `consenting`: those of the subjects who let the endpoint's partner know of them; not asked for
/// the programme's own endpoint.
bool is_chosen(const Candidate& candidate, const Replay& replay, const Subscription& to,
               const std::set<std::string>& consenting);

}  // namespace patchbay::webhooks
