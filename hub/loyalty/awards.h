#pragma once
// What rules award becomes rewards.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/loyalty/rewards.h"
#include "hub/policy/rules.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

struct NewAward {
  std::string customer;
  const policy::MilestoneRule* milestone = nullptr;  ///< outlives the call
  std::int64_t streak = 0;  ///< which one it is given for (each_streak); 0: once for ever
  std::string held;         ///< not empty: why staff have to look at it before it goes to a partner
  std::string held_code = {};  ///< of the limit that holds it
};

/// A reward that came to be.
struct GivenReward {
  std::string id, customer, milestone;
  RewardState state = RewardState::pending;
};

/// In the caller's transaction, set-based, while the programme is locked (programme.h gives
/// `salt`): held ones are `held`, those whose partner the customer chooses `awaiting_choice`, all
/// others `pending` with a job "reward.issue" each, at the first of the milestone's partners; those
/// where the customer has an account linked go before the others (C-17). A milestone that the
/// customer has a reward for already gives no second one, one of each streak gives none for the
/// same streak. Returns those that are new, in no promised order.
std::vector<GivenReward> award(store::Session& session, const OrganisationId& organisation,
                               std::span<const NewAward> awards, const std::string& policy_hash,
                               const std::string& salt, Timestamp now);

}  // namespace patchbay::loyalty
