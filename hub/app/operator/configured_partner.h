#pragma once
// Partners of the configuration by their ids, for commands that name one.

#include <string>
#include <vector>

#include "hub/app/config.h"

namespace patchbay::app {

std::vector<std::string> partner_ids(const Config& config);
/// Null: none is configured under that id. Lives as long as `config`.
const PartnerSetup* find_partner(const Config& config, const std::string& id);
/// Errors: not_found, with the nearest id or what to declare.
Result<PartnerSetup> configured_partner(const Config& config, const std::string& id);

}  // namespace patchbay::app
