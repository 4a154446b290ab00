#pragma once
#include <string>

#include "hub/app/operator/trial.h"

namespace patchbay::app {

/// The whole exchange of a try for people: every step, what came back and when, the outcome.
/// Secrets and tokens are scrubbed. Pure.
std::string trial_text(const Tried& tried, const std::string& place,
                       const adapters::Scrubber& scrubber);
/// The same for programs: {"capability", "key", "place", "steps": [{"step", "reply", "ms"}],
/// "outcome", "ms"}.
boost::json::object trial_json(const Tried& tried, const std::string& place,
                               const adapters::Scrubber& scrubber);

}  // namespace patchbay::app
