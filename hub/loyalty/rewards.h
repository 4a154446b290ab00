#pragma once
// Rewards: one per customer and milestone for ever, issued at a partner, never twice.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/caller.h"
#include "adapters/registry.h"
#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/random.h"
#include "hub/crypto/key_ring.h"
#include "hub/jobs/retry.h"
#include "hub/jobs/worker.h"
#include "hub/store/store.h"

namespace patchbay::loyalty {

enum class RewardState {
  held,             ///< staff have to look at it first; nobody outside is told
  awaiting_choice,  ///< the customer has to choose a partner
  pending,          ///< no call is open
  processing,       ///< a call that moves value was begun and its end is not stored
  unconfirmed,      ///< an outcome is unknown
  issued,
  redeemed,
  expired,
  failed,
  cancelled,
};
const char* name_of(RewardState state);
/// All names, in the order of a reward's life.
std::vector<std::string> reward_state_names();

/// The only legal moves; everything else is refused.
bool may_move(RewardState from, RewardState to);
/// Issued, whatever became of it since.
bool was_issued(RewardState state);
/// Its job has work to do.
bool is_open(RewardState state);
bool is_open(const std::string& state);

struct Reward {
  /// As reward_id() derives it; for ever, and the key that every partner is sent.
  std::string id;
  std::string customer;
  std::string milestone;
  std::string kind;  ///< "retail"
  std::string capability;
  std::string partner;                         ///< empty while awaiting_choice
  std::vector<std::string> eligible_partners;  ///< in order of preference; a choice leaves one
  std::int64_t amount_minor = 0;
  std::string currency;
  RewardState state = RewardState::pending;
  std::string reason;         ///< why it is where it is; empty when all is well
  std::string cancel_reason;  ///< not empty: it ends cancelled once nothing is proven issued
  std::string partner_reference;
  std::optional<Timestamp> unknown_since;  ///< an unsettled unknown outcome began here
  Timestamp created_at;
  std::optional<Timestamp> delayed_since;  ///< its partner is down, or another one took over
  std::optional<Timestamp> issued_at;
  /// As the partner said; where it said nothing, as the rules did when it was awarded.
  std::optional<Timestamp> expires_at;
  std::string message;  ///< of its milestone, for the customer; may be empty
};

/// What the customer may be told: no partner's words, no reasons. The milestone's
/// own message is told once the reward is issued, and while the customer chooses: before, it may
/// not be true.
std::string message_for_customer(const Reward& reward);

struct RewardFilter {
  std::string customer, state, after;  ///< empty: all; `after`: id of the last one seen
  std::size_t limit = 100;
};
std::optional<Reward> find_reward(store::Session&, const OrganisationId&, const std::string& id);

/// One step of a reward's history.
struct RewardStep {
  RewardState from = RewardState::pending;
  RewardState to = RewardState::pending;  ///< as `from` when it was handed to another partner
  Timestamp at;
  std::string partner, reason;
  std::string actor;       ///< "hub", "api:admin", "report", "schedule", "redrive"
  std::int64_t lease = 0;  ///< of the job that moved it
};
/// Oldest first, at most 1000.
std::vector<RewardStep> reward_history(store::Session&, const OrganisationId&,
                                       const std::string& id);

/// Oldest first. Errors: invalid: `after` names no reward.
Result<std::vector<Reward>> list_rewards(store::Session&, const OrganisationId&,
                                         const RewardFilter&);
/// (kind, state) -> number.
std::map<std::pair<std::string, std::string>, std::int64_t> count_rewards(store::Session&,
                                                                          const OrganisationId&);
/// Unknown outcomes that were settled, by any way, ever.
std::int64_t count_settled(store::Session&, const OrganisationId&);

/// One line of a partner's report.
struct ReportLine {
  std::string reference;  ///< our key
  std::int64_t amount_minor = 0;
  std::string currency;
  std::string partner_reference;
};
struct Report {
  std::string partner;
  bool complete = false;  ///< holds everything issued before `as_of`
  Timestamp as_of;
  std::vector<ReportLine> lines;
};
struct ReconcileCounts {
  std::int64_t matched = 0, missing_here = 0, missing_there = 0, different = 0;
};
/// Matches every reward of the partner with its lines, in the caller's transaction, and stores each
/// result
/// (`reconciliation_lines`). An unconfirmed or unknown reward that is found becomes issued (event
/// reward.issued); one missing from a complete report with as_of >= unknown_since + settle_after
/// gets its job revived with the same key. One whose job ended in the middle of its call is unknown
/// since the first reconciliation that meets it. Safe to repeat with the same or a newer report.
ReconcileCounts reconcile(store::Session&, const OrganisationId&, const Report&,
                          Duration settle_after, const Clock&, Random&);
/// As the last reconciliation of every partner left it.
ReconcileCounts reconcile_counts(store::Session&, const OrganisationId&);

/// The handler of "reward.issue" jobs: calls the partner, settles unknown outcomes as its manifest
/// declares, hands the reward to the next eligible partner when one is down and has provably issued
/// nothing, records the end with its event in one transaction (group commit).
struct IssuerParts {
  store::Store& store;
  adapters::Caller& caller;
  const adapters::Registry& registry;
  const crypto::KeyRing& keys;
  const Clock& clock;
  Random& random;
  std::optional<jobs::RetryPolicy> retry;  ///< instead of each partner's own
  std::function<void()> after_commit;      ///< wakes delivery; called on a loop after new events
  /// Until when a partner's breaker lets no call through; nothing: it is up. Cheap, thread safe;
  /// empty: all are up.
  std::function<std::optional<Timestamp>(const OrganisationId&, const std::string&)> down_until =
      {};
  /// Whether the operator stopped issuing at a partner. Empty: none is stopped.
  std::function<bool(const OrganisationId&, const std::string&)> is_stopped = {};
};
jobs::Handler make_issuer(IssuerParts parts);

}  // namespace patchbay::loyalty
