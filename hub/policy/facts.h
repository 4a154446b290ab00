#pragma once
// All that a decision may know. Same facts, same rules, same answer, for ever.

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/base/result.h"

namespace patchbay::policy {

/// What happened, or is asked for.
enum class Occasion {
  order,           ///< paid at the programme itself: earns points, may move the tier, may reach
  purchase,        ///< about to be paid at a partner: discounts first, then as an order
  redemption,      ///< points for money off at a partner
  progress,        ///< a look at a customer: milestones that are due by days and by points
  claim,           ///< a customer chooses the partner of a reward
  link,            ///< a customer links an account at a partner
  transaction,     ///< between two businesses of a network: what one owes the other
  reconciliation,  ///< points of two books are compared
};
const char* name_of(Occasion occasion);  ///< "order"
/// Errors: invalid, naming the nearest.
Result<Occasion> parse_occasion(std::string_view name);

/// Amounts are minor units of the programme's currency. What an occasion does not know stays as it
/// is here.
struct Facts {
  Occasion occasion = Occasion::order;
  Timestamp at;
  std::string customer;

  // What was so before.
  std::string tier;                 ///< empty: none yet
  std::int64_t points = 0;          ///< earned in all, never less by spending (P-20)
  std::int64_t balance = 0;         ///< points that can be spent, holds taken off (P-09)
  std::int64_t spent_minor = 0;     ///< all orders
  std::int64_t days = 0;            ///< of the streak, whole days in the programme's zone
  std::vector<std::string> given;   ///< milestones that give nothing again (now)
  std::vector<std::string> linked;  ///< partners that the customer has an account at
  std::vector<std::string> traits;  ///< "equity", "verified"; what programme and hub say of them
  /// What happened in the period that ends now, this not included, for limits: "links/hour" a
  /// number, "award_minor/year" a sum. A missing one is 0. Names: count_name() in limits.h.
  std::map<std::string, std::int64_t> counts;
  std::int64_t transactions_before = 0;  ///< of this settlement period (hybrid shares)

  // What is happening.
  std::int64_t amount_minor = 0;
  std::int64_t points_asked = 0;  ///< to redeem
  std::string partner, category, payment, milestone;
  std::int64_t calculated = 0;           ///< reconciliation: points by our books
  std::optional<std::int64_t> reported;  ///< by the other; none: it does not know the customer
};

/// Without what is as it is in an empty Facts; `at` as RFC 3339. What is kept with a decision.
boost::json::object to_json(const Facts& facts);
/// Every field, as rules see them: `at` in microseconds, "occasion" a name; `reported` may be
/// missing.
boost::json::object to_rule_facts(const Facts& facts);
/// Errors: invalid: an unknown field (with the nearest), a wrong type, a value below zero, an
/// unknown occasion; naming the field.
Result<Facts> facts_from_json(const boost::json::value& value);

}  // namespace patchbay::policy
