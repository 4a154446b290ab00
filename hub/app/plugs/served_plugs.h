#pragma once
// What every hub serves, partner by partner.

#include "hub/api/served_plugs.h"
#include "hub/app/partners.h"

namespace patchbay::app {

/// Of these partners. Partners of one plug share its versions.
api::ServedPlugs served_plugs(store::Session& session, const std::vector<PartnerSetup>& setups);

}  // namespace patchbay::app
