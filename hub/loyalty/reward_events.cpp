#include "hub/loyalty/reward_events.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "hub/base/id.h"

namespace patchbay::loyalty {
namespace {

using boost::json::object;

object describe(const MovedReward& reward) {
  return {{"reward", reward.id},
          {"customer", reward.customer},
          {"kind", reward.kind},
          {"partner", reward.partner},
          {"amount_minor", reward.amount_minor},
          {"currency", reward.currency}};
}

object delayed_data(const Move& move, const MovedReward& reward) {
  return {{"reward", reward.id},
          {"customer", reward.customer},
          {"partner", reward.partner},
          {"previous_partner", move.previous_partner},
          {"reason", move.reason}};
}

/// For the operator, so without the customer.
object alert_data(const Move& move, const MovedReward& reward) {
  return {{"what", "A reward could not be issued: " + move.reason},
          {"where", "reward " + reward.id + " at partner " + reward.partner},
          {"to_do",
           "Put right what the reason names, then redrive the dead letter of kind "
           "reward.issue with the key " +
               reward.id + ", or discard it."}};
}

}  // namespace

std::vector<events::NewEvent> events_of(const Move& move, const MovedReward& reward,
                                        const Clock& clock, Random& random) {
  std::vector<events::NewEvent> events;
  const auto add = [&](const char* type, const std::string& subject, const object& data,
                       const std::string& key) {
    events.push_back({new_id("evt", clock, random), type, subject, boost::json::serialize(data),
                      std::string(type) + "/" + key});
  };
  if (move.to == RewardState::issued)
    add("reward.issued", reward.customer, describe(reward), reward.id);
  if (move.delays)
    add("reward.delayed", reward.customer, delayed_data(move, reward),
        reward.id + "/" + move.previous_partner + "/" + reward.partner);
  if (move.to == RewardState::failed) {
    // A reward that was redriven may fail again: each time is told.
    const std::string time = reward.id + "/" + std::to_string(move.lease);
    object data = describe(reward);
    data["reason"] = move.reason;
    add("reward.failed", reward.customer, data, time);
    add("alert.raised", reward.partner, alert_data(move, reward), time);
  }
  return events;
}

}  // namespace patchbay::loyalty
