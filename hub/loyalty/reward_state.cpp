#include <array>

#include "hub/loyalty/reward_moves.h"

namespace patchbay::loyalty {
namespace {

using enum RewardState;

constexpr std::array<std::pair<RewardState, const char*>, 10> names{{
    {held, "held"},
    {awaiting_choice, "awaiting_choice"},
    {pending, "pending"},
    {processing, "processing"},
    {unconfirmed, "unconfirmed"},
    {issued, "issued"},
    {redeemed, "redeemed"},
    {expired, "expired"},
    {failed, "failed"},
    {cancelled, "cancelled"},
}};

/// The only legal moves, and what each says.
constexpr std::array<std::pair<RewardState, RewardState>, 23> moves{{
    {held, awaiting_choice},         // staff released it, and the customer chooses
    {held, pending},                 // staff released it
    {held, unconfirmed},             // the same after a restore: it may have been released before
    {held, cancelled},               // staff withdrew it
    {awaiting_choice, pending},      // the customer chose a partner
    {awaiting_choice, unconfirmed},  // the same after a restore: it may have been chosen before
    {awaiting_choice, cancelled},    // a person withdrew it
    {pending, processing},           // a call that moves value begins
    {pending, failed},               // nobody can issue it, or all tries are used up
    {pending, cancelled},            // a person withdrew it before any call, or after proof
    {processing, issued},            // the partner said yes
    {processing, pending},           // nothing was done there, or it was taken back
    {processing, failed},            // the partner said no
    {processing, unconfirmed},       // nobody knows
    {processing, cancelled},         // taken back there, and withdrawn here
    {unconfirmed, processing},       // repeated with the same key, or taken back
    {unconfirmed, issued},           // found there
    {unconfirmed, pending},          // proven not issued
    {unconfirmed, cancelled},        // proven not issued, and withdrawn
    {issued, redeemed},              // used, once for ever
    {issued, expired},               // its time is over
    {failed, pending},               // a person has it tried anew
    {failed, unconfirmed},           // the same after a restore: who may have issued it is asked
}};

}  // namespace

const char* name_of(RewardState state) {
  for (const auto& [known, name] : names)
    if (known == state) return name;
  return "";
}

std::vector<std::string> reward_state_names() {
  std::vector<std::string> all;
  for (const auto& [state, name] : names) all.emplace_back(name);
  return all;
}

RewardState reward_state(const std::string& name) {
  for (const auto& [state, known] : names)
    if (name == known) return state;
  throw ErrorException(corrupt("the store holds a reward in the unknown state \"" + name + "\""));
}

bool may_move(RewardState from, RewardState to) {
  for (const auto& [a, b] : moves)
    if (a == from && b == to) return true;
  return false;
}

bool was_issued(RewardState state) {
  return state == issued || state == redeemed || state == expired;
}

bool is_open(RewardState state) {
  return state == pending || state == processing || state == unconfirmed;
}

bool is_open(const std::string& state) { return is_open(reward_state(state)); }

}  // namespace patchbay::loyalty
