#pragma once
#include <string>

namespace patchbay {

/// The tenant. Every tenant row and unique key in the store carries its id.
using OrganisationId = std::string;

}  // namespace patchbay
