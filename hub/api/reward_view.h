#pragma once
// Rewards as the API shows them. Private to the room.

#include <boost/json/object.hpp>

#include "hub/loyalty/rewards.h"

namespace patchbay::api {

/// Never the code (P-30).
boost::json::object to_json(const loyalty::Reward& reward);
boost::json::object to_json(const loyalty::RewardStep& step);

}  // namespace patchbay::api
