#pragma once
// An organisation's programme as one thing that is locked.

#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/base/random.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// Whoever decides by customers' standings holds it to the end of the transaction: standings are
/// read, then written, and nobody may come in between; the programme's row is the lock. Gives the
/// salt of its rewards' ids (reward_id.h), drawn the first time.
std::string lock_programme(store::Session& session, const OrganisationId& organisation,
                           const Clock& clock, Random& random);

}  // namespace patchbay::loyalty
