#pragma once
// The partners that a hub begins with.

#include <map>
#include <string>

#include "hub/app/hub.h"
#include "webhooks/verifier.h"

namespace patchbay::app {

struct FirstPartners {
  adapters::Registry registry;
  std::map<std::string, webhooks::Verifier> verifiers;  ///< of their webhooks, by partner
  std::map<std::string, std::string> stamps;            ///< of their plugs' versions, by plug
};

/// As their files are, or as operators went back with (first_versions.h). Blocks; deletes copies of
/// native plugins that nobody needs. Errors: as load_partners and inbound_verifiers.
Result<FirstPartners> load_first_partners(const HubSettings& settings, store::Store& store);

}  // namespace patchbay::app
