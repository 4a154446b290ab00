#pragma once
// Declarations as a script would have made them, written as JSON.

#include <boost/json/parse.hpp>
#include <string>
#include <vector>

#include "adapters/lua/script.h"

namespace patchbay::policy::test {

inline adapters::lua::Declaration declare(const std::string& name, const std::string& json,
                                          int line = 1) {
  return {name, boost::json::parse(json), "rules.lua:" + std::to_string(line)};
}

/// A programme in dollars whose days begin in UTC.
inline adapters::lua::Declaration declare_programme(int line = 1) {
  return declare("programme", R"({"currency": "USD", "time_zone": "UTC"})", line);
}

/// One point a dollar; bronze 0, silver 500, gold 1000; $20 at 500 points, $50 at 1000.
inline std::vector<adapters::lua::Declaration> small_programme() {
  return {
      declare("earn", R"({"points": 1, "per": {"currency": "USD", "minor": 100},
                          "basis": "running_total", "rounding": "half_up"})"),
      declare("tier", R"({"id": "gold", "name": "Gold", "from": 1000})", 2),
      declare("tier", R"({"id": "bronze", "name": "Bronze", "from": 0})", 3),
      declare("tier", R"({"id": "silver", "name": "Silver", "from": 500})", 4),
      declare("milestone", R"({"id": "points_1000", "points": 1000, "reward": "bill_credit",
                               "amount": {"currency": "USD", "minor": 5000},
                               "partners": ["agl"]})",
              5),
      declare("milestone", R"({"id": "points_500", "points": 500, "reward": "grocery_voucher",
                               "amount": {"currency": "USD", "minor": 2000},
                               "partners": ["woolworths", "coles"]})",
              6),
      declare("reward", R"({"id": "grocery_voucher", "kind": "retail",
                            "capability": "issue_voucher"})",
              7),
      declare("reward", R"({"id": "bill_credit", "kind": "utility",
                            "capability": "apply_credit"})",
              8),
      declare_programme(9),
  };
}

}  // namespace patchbay::policy::test
