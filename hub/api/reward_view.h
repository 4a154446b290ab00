#pragma once
// Rewards as the API shows them. Private to the room.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "hub/loyalty/rewards.h"
#include "hub/loyalty/waiting_awards.h"

namespace patchbay::api {

/// Never the code (P-30).
boost::json::object to_json(const loyalty::Reward& reward);
boost::json::object to_json(const loyalty::RewardStep& step);
/// For `waiting` of looks and of progress.
boost::json::array to_json(const std::vector<loyalty::WaitingAward>& waiting);

}  // namespace patchbay::api
