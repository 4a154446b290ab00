#include "hub/loyalty/settlement.h"

namespace patchbay::loyalty {
namespace {

using adapters::Settle;
using adapters::SettleWay;

/// Nothing: this way cannot be tried (any more).
std::optional<SettleAction> action_of(const Settle& way, const Doubt& doubt, Timestamp now) {
  const Timestamp proof_from = doubt.since + way.settle_after;
  switch (way.way) {
    case SettleWay::repeat_same_key:
      if (!doubt.may_repeat) return std::nullopt;
      return Repeat{};
    case SettleWay::find_issued: return Ask{proof_from};
    case SettleWay::reverse: {
      const Timestamp until = doubt.began + way.deadline;
      if (now > until) return std::nullopt;
      const bool one_call = doubt.began == doubt.since;
      return Reverse{way.capability, proof_from, one_call ? doubt.since : proof_from, until};
    }
    case SettleWay::report: break;
  }
  return AwaitReport{"the partner did not say whether it issued; waiting for its report"};
}

}  // namespace

SettleStep decide_settlement(std::span<const Settle> ways, std::size_t first, const Doubt& doubt,
                             Timestamp now) {
  for (std::size_t way = first; way < ways.size(); ++way)
    if (auto action = action_of(ways[way], doubt, now)) return {std::move(*action), way};
  return {AwaitReport{"the partner did not say whether it issued, and no way to find out is left; "
                      "a report or a person must tell"},
          ways.size()};
}

}  // namespace patchbay::loyalty
