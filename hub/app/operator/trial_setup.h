#pragma once
// How the partner of a trial is set up: pure but for the random secrets of a sandbox.

#include "adapters/sandbox.h"
#include "hub/app/config.h"
#include "hub/app/operator/trial.h"

namespace patchbay::app {

inline constexpr const char* trial_client = "patchbay-try";  ///< client_id at the sandbox

/// For the sandbox at `sandbox_url`: every setting and secret that the manifest asks for is
/// invented; `given` ("name=value") wins. Errors: invalid: one that has no "=".
Result<PartnerSetup> sandbox_setup(const PlugFolder& found, const adapters::Manifest& manifest,
                                   const std::string& sandbox_url,
                                   const std::vector<std::string>& given);
/// What the sandbox of that partner takes.
adapters::SandboxOptions sandbox_options(const PlugFolder& found, const PartnerSetup& setup,
                                         const std::string& books_folder);

/// The configured partner of that name or id, with the plug of `found`.
/// Errors: not_found: none is configured so.
Result<PartnerSetup> configured_setup(const Config& config, const PlugFolder& found,
                                      const adapters::Manifest& manifest);

}  // namespace patchbay::app
