#pragma once
// From a recorded call to a case, without anything that must not be kept.

#include <boost/json/object.hpp>
#include <string>

#include "adapters/recording_plug.h"
#include "adapters/scrub.h"

namespace patchbay::adapters {

/// The call as an entry of a case file (adapters/cases/cases.json): its steps, replies, and the
/// plug's outcome. Secrets are scrubbed, and so is what the result hands out as worth money (code,
/// pin): everywhere the same, so that the case still holds. Settings stand in it where they differ
/// from the defaults, api_url never.
/// Errors: invalid: the hub ended the call, so that there is no outcome of the plug.
Result<boost::json::object> recorded_case(const Manifest& manifest, const RecordedCall& call,
                                          Scrubber scrubber, const std::string& name);

}  // namespace patchbay::adapters
