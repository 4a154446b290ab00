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

const char* trouble_of(const Move& move) {
  if (move.to == RewardState::failed) return "A reward could not be issued: ";
  if (move.to == RewardState::pending) return "A reward is not being issued: ";
  return "Whether a reward was issued is not known: ";
}

/// For the operator, so without the customer.
object alert_data(const Move& move, const MovedReward& reward) {
  const std::string to_do =
      move.to == RewardState::unconfirmed
          ? "Ask the partner, or have its report reconciled; what the reason names has to be "
            "put right first. Then redrive the job of kind reward.issue with the key " +
                reward.id + " if it is a dead letter."
          : "Put right what the reason names, then redrive the dead letter of kind "
            "reward.issue with the key " +
                reward.id + ", or discard it.";
  return {{"what", trouble_of(move) + move.reason},
          {"where", "reward " + reward.id + " at partner " + reward.partner},
          {"to_do", to_do}};
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
  if (move.needs_person)
    add("alert.raised", reward.partner, alert_data(move, reward),
        reward.id + "/" + std::to_string(move.lease) + "/" + name_of(move.to));
  return events;
}

}  // namespace patchbay::loyalty
