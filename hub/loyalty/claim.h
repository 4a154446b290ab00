#pragma once
// A customer claims a reward: chooses who issues it, if the rules let them.

#include <optional>
#include <string>

#include "hub/loyalty/milestone_check.h"

namespace patchbay::loyalty {

struct Claim {
  std::string reward;
  std::string partner;
  std::string actor;     ///< for the history: "api:crd_…"
  std::string customer;  ///< whose it has to be; empty: anybody's
};

/// One of the two is there.
struct ClaimOutcome {
  std::optional<Reward> reward;  ///< claimed: it is issued at the partner and at no other
  /// A limit of the programme said no; the decision is kept, so the transaction has to commit.
  /// refused: it is denied; conflict: staff have to look at it first.
  std::optional<Error> refusal;
};

/// In the caller's transaction; locks the programme. A reward is claimed once. Limits on claims are
/// asked as long as the rules know its milestone with this partner: what was awarded under older
/// rules stays the customer's. Errors: not_found: none, or another's; invalid: not one of its
/// partners; conflict: no partner is to be chosen for it; unavailable: a rule failed, and the
/// reward waits.
Result<ClaimOutcome> claim_reward(const CheckParts& parts, const Claim& claim);

}  // namespace patchbay::loyalty
