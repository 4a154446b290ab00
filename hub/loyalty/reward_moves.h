#pragma once
// How rewards change: each change is a move from the state that its author saw. Private to the
// room.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/loyalty/fruitless.h"
#include "hub/loyalty/rewards.h"

namespace patchbay::loyalty {

/// Errors: throws ErrorException (corrupt) for a name that no state has.
RewardState reward_state(const std::string& name);

/// Where issuing and settling stand.
struct Progress {
  std::int64_t settle_way = 0;  ///< index of the manifest's way that is being tried
  std::int64_t tries = 0;       ///< runs of this way that told nothing
  /// A reversal was sent since the unknown began: what was issued may still be taken back.
  bool reversal_begun = false;
  /// Calls that provably issued nothing: they add up however often it comes back to a partner.
  FruitlessCalls fruitless = {};
  std::vector<std::string> given_up = {};  ///< partners where no more calls are to be made
  /// Partners that may have issued it as well, after a restore (doubt.h): each has to be asked.
  std::vector<std::string> doubted = {};
};

/// A reward with what only its issuer needs.
struct StoredReward : Reward {
  Progress progress;
  std::optional<Timestamp> doubt_began;  ///< the first unknown outcome of those that are open
  std::int64_t lease = 0;                ///< fence of the job that moved it last
  bool has_code = false;
};
std::optional<StoredReward> load_reward(store::Session& session, const OrganisationId& organisation,
                                        const std::string& id);
/// All rewards of a partner, in order of id; only those in `state`, when one is named.
std::vector<StoredReward> load_rewards_of(store::Session& session,
                                          const OrganisationId& organisation,
                                          const std::string& partner,
                                          std::optional<RewardState> state = {});

/// One change. It counts only while the reward is as its author saw it: in state `from` and not
/// moved by a job with a newer lease. An issue that a report brought first (issued already) is
/// completed with what only the partner's answer carries.
struct Move {
  OrganisationId organisation;
  std::string reward;
  RewardState from = RewardState::pending;
  /// May equal `from`: unconfirmed (asked again), pending (handed over, delayed).
  RewardState to = RewardState::pending;
  std::int64_t lease = 0;
  std::string reason;
  std::string actor = "hub";
  std::string partner;            ///< whose it becomes; empty: as it was
  std::string previous_partner;   ///< whose it was, for the event of a move that delays
  bool delays = false;            ///< the customer is told: event reward.delayed
  std::string partner_reference;  ///< empty: as it was
  std::string code_sealed;        ///< empty: as it was
  /// Empty: as it was; issued without one, the days that the rules gave it.
  std::optional<Timestamp> expires_at;
  std::optional<Timestamp> unknown_since;
  /// The proof is for an unknown that began here: no other will do. Empty: whenever it began.
  std::optional<Timestamp> proves_since;
  bool settled = false;       ///< an unknown outcome became known
  bool begins_issue = false;  ///< counts only while nobody wants it cancelled
  bool needs_person = false;  ///< nothing but a person or a report helps: event alert.raised
  Progress progress;
};

/// A move of a reward as it was read: same progress, nothing else.
Move move_of(const OrganisationId& organisation, const StoredReward& reward, RewardState to);

/// A move to unconfirmed at the next doubted partner: the one before has provably issued nothing.
Move move_to_next_doubt(const OrganisationId& organisation, const StoredReward& reward);

enum class Moved : char { no, yes };

/// Applies moves with their events (reward.issued, reward.delayed, reward.failed, alert.raised) and
/// their history in the caller's transaction; for each whether it counted.
/// Errors: ErrorException (internal) for an illegal move.
std::vector<Moved> apply_moves(store::Session& session, std::span<const Move> moves,
                               const Clock& clock, Random& random);

}  // namespace patchbay::loyalty
