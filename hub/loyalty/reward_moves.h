#pragma once
// How rewards change: each change is a move from the state that its author saw. Private to the
// room.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/loyalty/rewards.h"

namespace patchbay::loyalty {

/// Errors: throws ErrorException (corrupt) for a name that no state has.
RewardState reward_state(const std::string& name);

/// A reward with what only its issuer needs.
struct StoredReward : Reward {
  std::int64_t settle_way = 0;  ///< index of the manifest's way that is being tried
  std::int64_t tries = 0;       ///< runs that failed in this phase
  std::int64_t lease = 0;       ///< fence of the job that moved it last
  bool has_code = false;
};
std::optional<StoredReward> load_reward(store::Session& session, const OrganisationId& organisation,
                                        const std::string& id);
/// All rewards of a partner, in order of id.
std::vector<StoredReward> load_rewards_of(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& partner);

/// One change. It counts only while the reward is as its author saw it: in state `from` and not
/// moved by a job with a newer lease. An issue that a report brought first (issued already) is
/// completed with what only the partner's answer carries.
struct Move {
  OrganisationId organisation;
  std::string reward;
  RewardState from = RewardState::pending;
  RewardState to = RewardState::pending;  ///< may equal `from` when unconfirmed: asked again
  std::int64_t lease = 0;
  std::string reason;
  std::string partner_reference;  ///< empty: as it was
  std::string code_sealed;        ///< empty: as it was
  std::optional<Timestamp> unknown_since;
  /// The proof is for an unknown that began here: no other will do. Empty: whenever it began.
  std::optional<Timestamp> proves_since;
  bool settled = false;  ///< an unknown outcome became known
  std::int64_t settle_way = 0;
  std::int64_t tries = 0;
  std::string event_id;  ///< of the reward.issued event, for moves to issued
};

enum class Moved : char { no, yes };

/// Applies moves with their events in the caller's transaction; for each whether it counted.
/// Errors: ErrorException (internal) for an illegal move.
std::vector<Moved> apply_moves(store::Session& session, std::span<const Move> moves, Timestamp now);

}  // namespace patchbay::loyalty
