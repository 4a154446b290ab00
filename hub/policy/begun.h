#pragma once
// Which activations count, and what follows from them. Private to hub/policy.

#include "hub/policy/versions.h"

namespace patchbay::policy {

/// All that were not taken back, in the order in which they begin; of one moment the last decided
/// is last.
std::vector<Activation> counting_activations(store::Session& session,
                                             const OrganisationId& organisation);
/// Whether it has begun by then. Hubs' clocks differ: what was activated at once counts for
/// everybody from the commit on.
inline bool has_begun(const Activation& activation, Timestamp at) {
  return activation.active_from <= at || activation.active_from == activation.decided_at;
}
/// The version of the last one that began by then; empty: none did. Pure.
std::string active_of(const std::vector<Activation>& counting, Timestamp at);
/// What a roll back would make active; empty: nothing. Each activation goes one step on, each roll
/// back one step back. Pure.
std::string previous_of(const std::vector<Activation>& counting, Timestamp at);

}  // namespace patchbay::policy
