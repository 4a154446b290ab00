#pragma once
// What the simulated world is about: three rewards, two of them with a second partner.

#include <deque>

#include "adapters/registry.h"
#include "hub/loyalty/orders.h"
#include "hub/policy/policy.h"
#include "tests/simulation/partner.h"

namespace patchbay::simulation {

policy::Policy programme();
/// Id and kind of each.
std::vector<std::pair<std::string, std::string>> partners_of_programme();
/// Reaches every milestone.
loyalty::Order order_for_everything(const std::string& customer);
/// As the hub knows it.
adapters::Partner partner_of(const SimPartner& partner);
SimPartner& partner_named(std::deque<SimPartner>& partners, const std::string& id);

}  // namespace patchbay::simulation
