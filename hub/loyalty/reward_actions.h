#pragma once
// What people do with rewards: choose, release, cancel, redeem; and what time does: expire. Each in
// the caller's transaction.

#include <span>
#include <string>

#include "hub/loyalty/rewards.h"

namespace patchbay::loyalty {

/// Who acts on which reward.
struct RewardAction {
  OrganisationId organisation;
  std::string reward;
  std::string actor;  ///< "api:admin"
};

/// The customer's choice: the reward goes to `partner`, and to no other.
/// Errors: not_found; invalid: not one of its eligible partners; conflict: it awaits no choice.
Result<Reward> choose_partner(store::Session& session, const RewardAction& action,
                              const std::string& partner, const Clock& clock, Random& random);

/// Staff let a held reward go on: it is issued, or waits for the customer's choice.
/// Errors: not_found; conflict: it is not held.
Result<Reward> release_reward(store::Session& session, const RewardAction& action,
                              const Clock& clock, Random& random);

/// Withdraws it: at once while no call may have issued it; otherwise as soon as it is proven that
/// nothing was issued, and nothing issues it any more until then (the answer's cancel_reason is
/// set). Nothing is taken back from a customer who has it.
/// Errors: not_found; conflict: it is at an end or issued.
Result<Reward> cancel_reward(store::Session& session, const RewardAction& action,
                             const std::string& reason, const Clock& clock, Random& random);

/// Errors: not_found; conflict: it is not issued, was redeemed before or has expired.
Result<Reward> redeem_reward(store::Session& session, const RewardAction& action,
                             const Clock& clock, Random& random);

/// Issued rewards whose expires_at has come, the oldest first, at most `limit`, over all
/// organisations. Returns how many expired.
std::int64_t expire_due(store::Session& session, std::size_t limit, const Clock& clock,
                        Random& random);

/// The handler of "reward.expire" jobs: expires all that is due, a few hundred a transaction.
jobs::Handler make_expirer(store::Store& store, const Clock& clock, Random& random);

/// Their dead jobs were put back, in the same transaction: those rewards that failed are pending
/// again, at their first partner, all tries counted anew (after a restore: unconfirmed first, since
/// they may have been issued). Others are left alone: a job that comes
/// back settles them.
void on_redrive(store::Session& session, const OrganisationId& organisation,
                std::span<const std::string> reward_ids, const Clock& clock, Random& random);

}  // namespace patchbay::loyalty
