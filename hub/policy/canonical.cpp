#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "hub/policy/read.h"

namespace patchbay::policy {
namespace {

const char* name_of(Rounding rounding) {
  switch (rounding) {
    case Rounding::floor: return "floor";
    case Rounding::ceil: return "ceil";
    case Rounding::half_up: return "half_up";
    case Rounding::half_even: return "half_even";
    case Rounding::toward_zero: return "toward_zero";
  }
  return "";
}

}  // namespace

std::string canonical_text(const RuleSet& rules) {
  using boost::json::array;
  array all;
  const EarnRule& earn = rules.earn;
  all.push_back(array{"earn", "running_total", earn.points_per_minor.numerator,
                      earn.points_per_minor.denominator, earn.currency.text(),
                      name_of(earn.rounding)});
  for (const TierRule& tier : rules.tiers)
    all.push_back(array{"tier", tier.id, tier.name, tier.from});
  for (const MilestoneRule& m : rules.milestones)
    all.push_back(array{"milestone", m.id, m.points, m.reward.id, m.reward.kind,
                        m.reward.capability, m.amount.minor, m.amount.currency.text(),
                        array(m.partners.begin(), m.partners.end()), m.choice});
  return boost::json::serialize(all);
}

}  // namespace patchbay::policy
