#pragma once
// What a simulation found: two versions of the rules side by side, over the same facts.

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/money.h"
#include "hub/base/result.h"

namespace patchbay::policy {

/// What some effects give together.
struct Sums {
  std::int64_t times = 0;   ///< effects
  std::int64_t points = 0;  ///< earned
  std::int64_t minor = 0;   ///< rewards, discounts and money off for points: what it costs
  std::int64_t shares = 0;  ///< minor units that one business owes another
  Sums& operator+=(const Sums& more);
  bool operator==(const Sums&) const = default;
};
struct Compared {
  Sums before, after;  ///< by the version that is compared with, by the draft
  Compared& operator+=(const Compared& more);
  bool operator==(const Compared&) const = default;
};

/// What the draft changes for one customer.
struct CustomerChange {
  std::string customer;
  Compared sums;
  /// The explanations of both, of the decisions that differ most, in order of time.
  std::vector<std::string> why_before, why_after;
  bool operator==(const CustomerChange&) const = default;
};

struct SimulationResult {
  std::string base, draft;  ///< versions
  Currency currency;
  Timestamp from, until;  ///< half open
  std::int64_t facts_read = 0;
  /// By money; where that is the same, by points.
  std::int64_t customers_gaining = 0, customers_losing = 0, customers_unchanged = 0;
  Compared total;
  std::map<std::string, Compared> by_reward;   ///< id; "discount" and "redemption" stand there too
  std::map<std::string, Compared> by_partner;  ///< an award counts for the first of its list
  std::map<std::string, Compared> by_day;      ///< "2026-11-22", in the programme's zone
  std::map<std::string, Compared> by_rule;     ///< "milestone month_1"
  std::vector<CustomerChange> biggest;         ///< at most biggest_max, the biggest first
  /// Facts that a version could not decide: why, and how often. Nothing was given for them.
  std::map<std::string, std::int64_t> failed_before, failed_after;
  bool operator==(const SimulationResult&) const = default;
};
constexpr std::size_t biggest_max = 10;

/// The names of rules whose sums differ: those that are responsible.
std::vector<std::string> rules_responsible(const SimulationResult& result);

boost::json::object to_json(const SimulationResult& result);
/// What to_json made. Errors: corrupt.
Result<SimulationResult> simulation_from_json(const boost::json::value& value);
/// One row a total, reward, partner, day, rule and change (RFC 4180, a heading first); amounts in
/// minor units, differences included.
std::string to_csv(const SimulationResult& result);

}  // namespace patchbay::policy
