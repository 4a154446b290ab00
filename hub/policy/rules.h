#pragma once
// What policy files say, as data. No number of a programme stands in C++.

#include <string>
#include <vector>

#include "hub/base/money.h"

namespace patchbay::policy {

/// earn { points = 1, per = USD(1), basis = "running_total", rounding = "half_up" }
/// Basis running_total: a customer's points are the total spent x rate, rounded once; an order
/// earns the difference of the rounded running totals (C-26).
struct EarnRule {
  std::string id;
  std::string where;  ///< "policies/points.lua:3"
  Currency currency;
  Ratio points_per_minor;
  Rounding rounding = Rounding::half_up;
};

/// tier { id = "silver", name = "Silver", from = 500 }
struct TierRule {
  std::string id, name, where;
  std::int64_t from = 0;  ///< points
};

/// reward { id = "grocery_voucher", kind = "retail", capability = "issue_voucher" }
struct RewardRule {
  std::string id, kind, capability, where;
};

/// milestone { id = "points_500", points = 500, reward = "grocery_voucher", amount = AUD(20),
/// partners = { "acme" }, choice = true }
struct MilestoneRule {
  std::string id, where;
  std::int64_t points = 0;  ///< reached when the customer's points are at least that
  RewardRule reward;
  Money amount;
  std::vector<std::string> partners;  ///< in order of preference: the next when one is down
  bool choice = false;                ///< the customer chooses among the partners
};

}  // namespace patchbay::policy
