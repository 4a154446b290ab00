#include "hub/loyalty/rewards.h"

namespace patchbay::loyalty {
namespace {

std::string choosing(const Reward& reward) {
  const std::string please = "Choose who your reward is to come from.";
  return reward.message.empty() ? please : reward.message + " " + please;
}

}  // namespace

std::string message_for_customer(const Reward& reward) {
  switch (reward.state) {
    case RewardState::held: return "We are looking at your reward before it goes out.";
    case RewardState::awaiting_choice: return choosing(reward);
    case RewardState::pending:
    case RewardState::processing:
    case RewardState::unconfirmed:
      return reward.delayed_since
                 ? "Your reward is delayed. It comes as soon as one of our partners can issue it."
                 : "Your reward is on its way.";
    case RewardState::issued:
      return reward.message.empty() ? "Your reward is ready." : reward.message;
    case RewardState::redeemed: return "Your reward was redeemed.";
    case RewardState::expired: return "Your reward was not redeemed in time and has expired.";
    case RewardState::failed: return "Your reward could not be issued. We are looking into it.";
    case RewardState::cancelled: return "Your reward was cancelled.";
  }
  return "";
}

}  // namespace patchbay::loyalty
