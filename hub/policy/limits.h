#pragma once
// What limits need to know, and how it is named among the facts.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hub/base/clock.h"
#include "hub/policy/policy.h"

namespace patchbay::policy {

/// "links/hour" for a number, "award_minor/year" for a sum of amounts: the thing is the name of
/// what the limit watches (orders, purchases, redemptions, awards, claims, links, transactions,
/// checks), sums have the singular with "_minor".
std::string count_name(const LimitRule& limit);
/// Every name that a limit can ask for.
const std::vector<std::string>& count_names();
/// The words that a limit's `per` may be, shortest period first.
const std::vector<std::string>& period_names();
/// The names that the limits on `on` ask for. Whoever decides fills Facts::counts with these.
std::set<std::string> counts_needed(const Policy& policy, LimitOn on);
/// The start of the period that ends at `now`: an hour, day, week (7 days), month (30 days), year
/// (365 days) back; 1970 for "ever". Errors: invalid, for another word.
Result<Timestamp> period_start(const std::string& per, Timestamp now);
/// From where the longest period of a limit on the number of `on` counts; nothing: none counts
/// them.
std::optional<Timestamp> counted_since(const Policy& policy, LimitOn on, Timestamp now);

}  // namespace patchbay::policy
