#pragma once
// Policies as JSON. Private to the room.

#include <boost/json/object.hpp>

#include "hub/policy/decisions.h"
#include "hub/policy/explain.h"
#include "hub/policy/operate.h"
#include "hub/policy/simulation/simulations.h"

namespace patchbay::api {

boost::json::object to_json(const policy::VersionView& version);
boost::json::object to_json(const policy::Activation& activation);
boost::json::object to_json(const policy::TestReport& report);
/// Without its result.
boost::json::object to_json(const policy::SimulationView& simulation);
/// With what explains it: the rules that decided, the facts, the numbers.
boost::json::object to_json(const policy::KeptDecision& decision,
                            const policy::Explanation& explanation);

}  // namespace patchbay::api
