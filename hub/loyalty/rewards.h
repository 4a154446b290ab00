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

enum class RewardState { pending, processing, issued, unconfirmed, failed };
const char* name_of(RewardState state);

/// The only legal moves; everything else is refused.
bool may_move(RewardState from, RewardState to);

struct Reward {
  std::string id;  ///< "rwd_…"; the key sent to the partner is this id, for ever
  std::string customer;
  std::string milestone;
  std::string kind;  ///< "retail"
  std::string capability;
  std::string partner;
  std::int64_t amount_minor = 0;
  std::string currency;
  RewardState state = RewardState::pending;
  std::string reason;  ///< why it is where it is; empty when all is well
  std::string partner_reference;
  std::optional<Timestamp> unknown_since;  ///< an unsettled unknown outcome began here
  Timestamp created_at;
  std::optional<Timestamp> issued_at;
};

struct RewardFilter {
  std::string customer, state, after;  ///< empty: all; `after`: id of the last one seen
  std::size_t limit = 100;
};
std::optional<Reward> find_reward(store::Session&, const OrganisationId&, const std::string& id);
std::vector<Reward> list_rewards(store::Session&, const OrganisationId&, const RewardFilter&);
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
/// declares, records the end with event reward.issued in one transaction (group commit).
struct IssuerParts {
  store::Store& store;
  adapters::Caller& caller;
  const adapters::Registry& registry;
  const crypto::KeyRing& keys;
  const Clock& clock;
  Random& random;
  jobs::RetryPolicy retry;
  std::function<void()> after_commit;  ///< wakes delivery; called on a loop after new events
};
jobs::Handler make_issuer(IssuerParts parts);

}  // namespace patchbay::loyalty
