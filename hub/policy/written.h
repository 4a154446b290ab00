#pragma once
// Declared values by their form: which are numbers, and how an exact fraction is written in
// decimals. Private to hub/policy.

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "hub/base/money.h"

namespace patchbay::policy {

std::optional<Money> money_of(const boost::json::value& value);  ///< {"currency", "minor"}
std::optional<Ratio> ratio_of(const boost::json::value& value);  ///< {"numerator", "denominator"}
/// "1.2"; "1/3" where no decimals are exact.
std::string decimal_text(Ratio ratio);
/// "5 %"; "1/3" where no decimals are exact.
std::string percent_text(Ratio ratio);

}  // namespace patchbay::policy
