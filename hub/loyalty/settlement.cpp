#include "hub/loyalty/settlement.h"

namespace patchbay::loyalty {

SettleAction decide_settlement(std::span<const adapters::Settle> ways,
                               std::optional<Timestamp> unknown_since, Timestamp now) {
  if (!unknown_since) return Issue{};
  for (const adapters::Settle& way : ways) switch (way.way) {
      case adapters::SettleWay::repeat_same_key: return Issue{};
      case adapters::SettleWay::find_issued: return Ask{now, *unknown_since + way.settle_after};
      case adapters::SettleWay::report:
        return AwaitReport{"the partner did not say whether it issued; waiting for its report"};
      case adapters::SettleWay::reverse:
        break;  // no kind has a reversing capability: the next way decides
    }
  return AwaitReport{
      "the partner did not say whether it issued, and no way to find out is left; a report or a "
      "person must tell"};
}

}  // namespace patchbay::loyalty
