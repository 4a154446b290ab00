#pragma once
#include <string>

#include "adapters/caller.h"
#include "hub/loyalty/rewards.h"
#include "hub/store/store.h"

namespace patchbay::sync {

/// Pulls the report of `issuer` through the reconciliation partner `reader` (capability
/// pull_report) and reconciles. Errors: whatever the reader's outcome says, naming the file.
Async<Result<loyalty::ReconcileCounts>> reconcile_partner(
    store::Store& store, adapters::Caller& caller, const adapters::Registry& registry,
    const OrganisationId& organisation, const std::string& reader, const std::string& issuer,
    const std::string& report_path, const Clock& clock, Random& random);

}  // namespace patchbay::sync
