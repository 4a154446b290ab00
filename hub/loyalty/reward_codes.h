#pragma once
// What issued rewards are worth to their holders (P-30): for the holder's eyes only.

#include <map>
#include <string>

#include "hub/base/organisation.h"
#include "hub/base/secret.h"
#include "hub/crypto/key_ring.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// By reward: the codes of a customer's rewards that are issued and neither redeemed nor expired;
/// those without a code are missing. Throws ErrorException (corrupt): the key ring cannot open one.
std::map<std::string, Secret> reward_codes(store::Session& session,
                                           const OrganisationId& organisation,
                                           const std::string& customer,
                                           const crypto::KeyRing& keys);

}  // namespace patchbay::loyalty
