#pragma once
// The parts of an explanation. Private to hub/policy.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "hub/policy/deciding.h"

namespace patchbay::policy {

struct Explaining {
  const Policy& policy;
  const Facts& facts;
  const Decision& decision;

  /// "AUD 20.00", in the programme's currency.
  std::string money(std::int64_t minor) const;
};

/// Why there is an effect: a sentence without its full stop, the facts it used and its numbers.
struct Why {
  std::string sentence;
  boost::json::object facts;
  boost::json::object numbers;
};
Why why_of(const Explaining& explaining, const Effect& effect);
Why why_earned(const Explaining& explaining, const Effect& effect);
Why why_moved(const Explaining& explaining, const Effect& effect);
Why why_awarded(const Explaining& explaining, const Effect& effect);
Why why_discounted(const Explaining& explaining, const Effect& effect);
Why why_redeemed(const Explaining& explaining, const Effect& effect);
Why why_shared(const Explaining& explaining, const Effect& effect);
/// Deny, hold, flag and notify.
Why why_stopped(const Explaining& explaining, const Effect& effect);

/// The condition that a rule did not fulfil.
struct Unmet {
  std::string condition;  ///< "days", "above"
  boost::json::value wanted;
  boost::json::value found;
  std::string text;  ///< "90 days are needed, 30 are there"
};
Unmet unmet_of(const Explaining& explaining, const Miss& miss);
/// Of a limit that was not hit.
Unmet unmet_limit(const Explaining& explaining, const LimitRule& limit);

/// "milestone month_3 (policies/milestones.lua:7)".
std::string place_of(const Rule& rule);
/// "1 day", "30 days".
std::string count_text(std::int64_t count, const char* noun);
/// "rounded half up".
const char* rounding_text(Rounding rounding);

}  // namespace patchbay::policy
