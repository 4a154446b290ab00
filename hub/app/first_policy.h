#pragma once
// The rules that a programme begins with.

#include "adapters/registry.h"
#include "hub/policy/policy_book.h"
#include "hub/store/store.h"

namespace patchbay::app {

/// With an active version: makes sure that it loads, and never reads the folder. Without: stores
/// the rules of `folder`, and activates them by "hub" with the reason "first start", audited, if
/// they have tests, all pass, and no partner that is installed is of a kind that cannot give its
/// rewards. That partners are missing is logged: they may come later, and rewards wait for them.
/// Blocks. Errors: corrupt: the active version does not load; as Policy::load(); invalid: a test
/// failed or there is none, a partner of a wrong kind. Of hubs that begin at once one does,
/// whatever their folders.
Result<void> begin_policies(store::Store& store, policy::PolicyBook& policies,
                            const OrganisationId& organisation, const std::string& folder,
                            const adapters::Registry& registry, const Clock& clock);

}  // namespace patchbay::app
