#pragma once
// Who changes rules, from the API and from the pages. Private to the room.

#include "adapters/registry.h"
#include "hub/policy/operate.h"

namespace patchbay::api {

/// Partner -> kind of what this hub has.
std::map<std::string, std::string> installed_partners(const adapters::Registry& registry);

}  // namespace patchbay::api
