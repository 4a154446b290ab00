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

/// Call issue (again) with the same key.
struct Issue {};
/// Ask find_issued, not before `at`. "not_issued" counts as proof from `proof_from` on.
struct Ask {
  Timestamp at;
  Timestamp proof_from;
};
/// Nothing can be done by calls: wait as unconfirmed for a report or a person.
struct AwaitReport {
  std::string reason;
};
using SettleAction = std::variant<Issue, Ask, AwaitReport>;

/// What to do with a reward. `unknown_since`: none means nothing unknown happened, so issue.
SettleAction decide_settlement(std::span<const adapters::Settle> ways,
                               std::optional<Timestamp> unknown_since, Timestamp now);

}  // namespace patchbay::loyalty
