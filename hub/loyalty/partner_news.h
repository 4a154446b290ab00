#pragma once
// What a partner tells of rewards that it issued, in the caller's transaction.

#include <optional>
#include <string>

#include "hub/loyalty/rewards.h"

namespace patchbay::loyalty {

struct PartnerNews {
  OrganisationId organisation;
  std::string partner;                     ///< who tells it: of others' rewards nobody listens
  std::string reward;                      ///< our reference, as the partner was sent it
  RewardState to = RewardState::redeemed;  ///< or expired
};
enum class Heard {
  yes,       ///< the reward moved, or had moved before
  not_ours,  ///< no reward of this partner; nothing is to be done
  not_yet,   ///< it is not issued here: its answer may still be on its way
};
struct NewsHeard {
  Heard heard = Heard::not_ours;
  std::string customer;  ///< whose reward it is
};
/// An issued reward becomes redeemed or expired, once, as the partner says; what has moved on
/// stays.
NewsHeard hear(store::Session& session, const PartnerNews& news, const Clock& clock,
               Random& random);

}  // namespace patchbay::loyalty
