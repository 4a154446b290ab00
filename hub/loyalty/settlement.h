#pragma once
// How an unknown outcome is settled: one pure decision (P-28, DESIGN.md "No value is ever issued
// twice").

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "adapters/manifest.h"
#include "hub/base/clock.h"

namespace patchbay::loyalty {

/// What is not known of a reward.
struct Doubt {
  Timestamp began;  ///< the first unknown outcome
  Timestamp since;  ///< the newest one: proof must be younger
  /// A repetition may issue. Not when the reward is to be cancelled, and not while another partner
  /// may have issued it.
  bool may_repeat = true;
};

/// Call issue again with the same key.
struct Repeat {};
/// Ask find_issued. "not_issued" counts as proof from `proof_from` on.
struct Ask {
  Timestamp proof_from;
};
/// Ask the partner to take back what it may have issued, not after `until`. "nothing_to_reverse"
/// counts as proof from `proof_from` on, "reversed" from `reversed_proof_from` on: at once when
/// only one call is in doubt, since that is the one which was taken back.
struct Reverse {
  std::string capability;
  Timestamp proof_from;
  Timestamp reversed_proof_from;
  Timestamp until;
};
/// Nothing can be done by calls: wait as unconfirmed for a report or a person.
struct AwaitReport {
  std::string reason;
};
using SettleAction = std::variant<Repeat, Ask, Reverse, AwaitReport>;

struct SettleStep {
  SettleAction action;
  std::size_t way = 0;  ///< its index in the manifest; the number of ways when none is left
};

/// The first of the ways from index `first` on that can be tried now.
SettleStep decide_settlement(std::span<const adapters::Settle> ways, std::size_t first,
                             const Doubt& doubt, Timestamp now);

}  // namespace patchbay::loyalty
