#pragma once
// The effects of decoded webhooks, in one transaction. Private to the room.

#include <optional>

#include "webhooks/decoder.h"
#include "webhooks/inbox_rows.h"

namespace patchbay::webhooks {

/// One webhook and what its plug made of it.
struct Decoded {
  std::int64_t sequence = 0;
  std::string partner;
  std::vector<PartnerEvent> events = {};
  std::string failure = {};  ///< not empty: why it could not be decoded
  bool never_began = false;  ///< no thread was free in time: nothing speaks against trying again
};
/// One that is not at its end.
struct Undone {
  std::int64_t sequence = 0;
  std::string partner;
  std::string reason;
  bool is_dead = false;      ///< trying again changes nothing
  bool never_began = false;  ///< as Decoded's
};

/// Hooks, events and states of all that are not at their end; returns what could not be done.
std::vector<Undone> apply_decoded(store::Session& session, const OrganisationId& organisation,
                                  std::span<Decoded> decoded, const PartnerEventHooks& hooks,
                                  Timestamp now);
/// Each becomes a job of its own, due at `run_at`.
void hand_over(store::Session& session, const OrganisationId& organisation,
               std::span<const Undone> undone, Timestamp run_at, Timestamp now);

}  // namespace patchbay::webhooks
