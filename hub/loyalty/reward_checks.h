#pragma once
// Looks at milestones that somebody asked for, as long as limits count them.

#include <span>
#include <string>

#include "hub/base/clock.h"
#include "hub/base/organisation.h"
#include "hub/policy/policy.h"
#include "hub/store/session.h"

namespace patchbay::loyalty {

/// Stores one a customer, and drops what no limit of the policy counts any more. Without a limit on
/// the number of checks nothing is stored.
void record_checks(store::Session& session, const OrganisationId& organisation,
                   const policy::Policy& policy, std::span<const std::string> customers,
                   Timestamp now);

/// When the oldest check that the limit counts is out of its period; at least a second.
Duration check_free_in(store::Session& session, const OrganisationId& organisation,
                       const std::string& customer, const policy::LimitRule& limit, Timestamp now);

}  // namespace patchbay::loyalty
