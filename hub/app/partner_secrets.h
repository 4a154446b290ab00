#pragma once
// The secrets that a plug declares, out of what configuration gives.

#include <map>
#include <string>

#include "hub/app/partners.h"

namespace patchbay::app {

/// The value of every declared secret. One whose name does not tell that it is a secret came as a
/// setting, or as a setting that ends in "_file": those leave `setup.settings`.
/// Errors: invalid: a secret is missing, or stands in the configuration file itself; not_found,
/// unavailable: its file.
Result<std::map<std::string, Secret>> take_secrets(PartnerSetup& setup,
                                                   const adapters::Manifest& manifest);

}  // namespace patchbay::app
