#include <array>

#include "hub/loyalty/reward_moves.h"

namespace patchbay::loyalty {

const char* name_of(RewardState state) {
  switch (state) {
    case RewardState::pending: return "pending";
    case RewardState::processing: return "processing";
    case RewardState::issued: return "issued";
    case RewardState::unconfirmed: return "unconfirmed";
    case RewardState::failed: return "failed";
  }
  return "";
}

RewardState reward_state(const std::string& name) {
  for (const auto state : {RewardState::pending, RewardState::processing, RewardState::issued,
                           RewardState::unconfirmed, RewardState::failed})
    if (name == name_of(state)) return state;
  throw ErrorException(corrupt("the store holds a reward in the unknown state \"" + name + "\""));
}

bool may_move(RewardState from, RewardState to) {
  using enum RewardState;
  static constexpr std::array<std::pair<RewardState, RewardState>, 10> moves{{
      {pending, processing},      // a value-moving call begins
      {pending, failed},          // it cannot begin: no partner, no link
      {processing, issued},       // the partner said yes
      {processing, pending},      // nothing was done there: later again
      {processing, failed},       // the partner said no
      {processing, unconfirmed},  // nobody knows
      {unconfirmed, processing},  // repeated with the same key, or proven not issued
      {unconfirmed, issued},      // found there
      {unconfirmed, pending},     // proven not issued by a report
      {failed, pending},          // a person redrives it
  }};
  for (const auto& [a, b] : moves)
    if (a == from && b == to) return true;
  return false;
}

}  // namespace patchbay::loyalty
