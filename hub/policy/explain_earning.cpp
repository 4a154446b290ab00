#include "hub/base/text.h"
#include "hub/policy/explaining.h"
#include "hub/policy/written.h"

namespace patchbay::policy {
namespace {

/// The tier whose multiplier counted.
const TierRule* multiplying_tier(const Explaining& explaining, const EarnRule& rule) {
  if (!rule.tier_multiplies) return nullptr;
  const auto tier = tier_before(explaining.policy, explaining.facts);
  return tier ? *tier : nullptr;
}

/// ", times 1.2 for Silver, times 1.5".
std::string factors_text(const EarnRule& rule, const TierRule* tier) {
  std::string text;
  if (tier) text += ", times " + decimal_text(tier->multiplier) + " for " + tier->name;
  if (rule.factor != Ratio{1, 1}) text += ", times " + decimal_text(rule.factor);
  return text;
}

boost::json::object ratio_json(Ratio ratio) {
  return {{"numerator", ratio.numerator}, {"denominator", ratio.denominator}};
}

/// What was earned on: of a purchase what the programme says, of an order all of it.
std::int64_t earning_amount(const Explaining& explaining) {
  const bool paid = explaining.facts.occasion == Occasion::purchase &&
                    explaining.policy.programme().points_on == PointsOn::paid;
  return paid ? explaining.decision.paid_minor : explaining.facts.amount_minor;
}

std::string of_all_spent(const Explaining& explaining, std::int64_t amount) {
  const Facts& facts = explaining.facts;
  const Decision& decision = explaining.decision;
  return " of all that was spent: what " + explaining.money(facts.spent_minor + amount) +
         " make now, less what " + explaining.money(facts.spent_minor) + " made before; " +
         count_text(decision.points_before, "point") + " become " +
         std::to_string(decision.points_after);
}

}  // namespace

Why why_earned(const Explaining& explaining, const Effect& effect) {
  const auto& rule = static_cast<const EarnRule&>(*effect.rule);
  const TierRule* tier = multiplying_tier(explaining, rule);
  const std::int64_t amount = earning_amount(explaining);
  const bool running = rule.basis == EarnBasis::running_total;
  const Decision& decision = explaining.decision;

  Why why;
  why.sentence = std::string("The ") + name_of(explaining.facts.occasion) + " earns " +
                 count_text(effect.points, "point") + ": " +
                 count_text(rule.points_per_minor.numerator, "point") + " for every " +
                 explaining.money(rule.points_per_minor.denominator);
  if (!running) why.sentence += " of " + explaining.money(amount);
  if (rule.base_rounding) {
    why.sentence += std::string(", ") + rounding_text(*rule.base_rounding);
    if (!running) why.sentence += " to " + std::to_string(decision.base_points);
  }
  why.sentence += factors_text(rule, tier) + ", " + rounding_text(rule.rounding);
  if (running) why.sentence += "," + of_all_spent(explaining, amount);

  why.facts["amount_minor"] = explaining.facts.amount_minor;
  if (running) why.facts["spent_minor"] = explaining.facts.spent_minor;
  why.facts["points"] = explaining.facts.points;
  if (tier) why.facts["tier"] = tier->id;
  why.numbers = {{"earned_on_minor", amount},
                 {"points_per_minor", ratio_json(rule.points_per_minor)},
                 {"factor", ratio_json(rule.factor)},
                 {"points_before", decision.points_before},
                 {"points_after", decision.points_after}};
  if (tier) why.numbers["multiplier"] = ratio_json(tier->multiplier);
  if (rule.base_rounding) why.numbers["base_points"] = decision.base_points;
  return why;
}

Why why_moved(const Explaining& explaining, const Effect& effect) {
  const auto& tier = static_cast<const TierRule&>(*effect.rule);
  const std::int64_t points = explaining.decision.points_after;
  Why why;
  why.sentence = "The customer moves";
  if (effect.subject) why.sentence += " from " + static_cast<const TierRule&>(*effect.subject).name;
  why.sentence += " to " + tier.name + ", which begins at " +
                  count_text(tier.from.value_or(0), "point") + "; " + std::to_string(points) +
                  (points == 1 ? " is there" : " are there");
  why.facts["tier"] = explaining.facts.tier;
  why.numbers = {{"from", tier.from.value_or(0)}, {"points_after", points}};
  return why;
}

Why why_awarded(const Explaining& explaining, const Effect& effect) {
  const auto& milestone = static_cast<const MilestoneRule&>(*effect.rule);
  const std::int64_t wanted = milestone.days.value_or(milestone.points.value_or(0));
  const char* noun = milestone.days ? "day" : "point";
  const std::int64_t found =
      milestone.days ? explaining.facts.days : explaining.decision.points_after;
  Why why;
  why.sentence = milestone.reward.name + " of " + to_text(milestone.amount) +
                 " is due: " + count_text(wanted, noun) + " needed, " + count_text(found, noun) +
                 " reached; ";
  if (milestone.choice)
    why.sentence += "the customer chooses among " + join(milestone.partners, ", ");
  else
    why.sentence += "from " + join(milestone.partners, ", else ");
  why.facts[milestone.days ? "days" : "points"] =
      milestone.days ? explaining.facts.days : explaining.facts.points;
  why.facts["given"] =
      boost::json::array(explaining.facts.given.begin(), explaining.facts.given.end());
  why.numbers = {{"wanted", wanted}, {"found", found}};
  return why;
}

}  // namespace patchbay::policy
