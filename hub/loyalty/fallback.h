#pragma once
// Which eligible partner a reward goes to: one pure decision (R-168, P-29). It is asked only while
// nothing is in doubt: every partner tried so far has provably issued nothing.

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "hub/base/clock.h"

namespace patchbay::loyalty {

/// An eligible partner as it is now.
struct Candidate {
  std::string partner;
  std::string obstacle;      ///< why it cannot issue at all: not configured, no account linked
  bool lacks_link = false;   ///< the customer can remove the obstacle
  bool is_given_up = false;  ///< all tries there are used up
  bool is_stopped = false;   ///< by the operator's switch
  std::optional<Timestamp> down_until = {};  ///< its breaker is open
};

struct IssueHere {};
/// The operator stopped `partner`, who is to issue it: the reward stays as it is.
struct StayStopped {
  std::string partner;
};
struct HandOver {
  std::string partner;
};
/// All that could issue it are down: it is `partner`'s and waits until one of them is tried again.
struct WaitDelayed {
  std::string partner;
  Timestamp at;
};
/// Nobody can issue it until the customer has an account linked at `partner`.
struct WaitLinked {
  std::string partner;
};
struct NobodyLeft {};
using Placement =
    std::variant<IssueHere, StayStopped, HandOver, WaitDelayed, WaitLinked, NobodyLeft>;

/// `candidates` in order of preference. `current` is one of them, or one that was asked in doubt
/// only, after a restore. A partner that is stopped keeps what it has and gets nothing new.
Placement place(std::span<const Candidate> candidates, const std::string& current, Timestamp now);

}  // namespace patchbay::loyalty
