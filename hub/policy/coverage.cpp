#include "hub/policy/coverage.h"

#include <string_view>

#include "hub/policy/explaining.h"
#include "hub/policy/message.h"

namespace patchbay::policy {
namespace {

using Branches = std::vector<std::string>;

// Those that are no condition; a condition is called like its field.
constexpr const char* counts = "it counts";
constexpr const char* within = "within the threshold";
constexpr const char* beyond = "beyond the threshold";

void add_if(Branches& branches, bool declared, const char* name) {
  if (declared) branches.emplace_back(name);
}

void conditions_of(const TierRule& rule, Branches& all) {
  add_if(all, rule.from.value_or(0) > 0, "from");
}
void conditions_of(const EarnRule& rule, Branches& all) {
  add_if(all, !rule.categories.empty(), "categories");
}
void conditions_of(const MilestoneRule& rule, Branches& all) {
  all.emplace_back(rule.days ? "days" : "points");
  all.emplace_back("given");
}
void conditions_of(const BenefitRule& rule, Branches& all) {
  add_if(all, !rule.partner.empty(), "partner");
  add_if(all, !rule.payment.empty(), "payment");
  add_if(all, !rule.tiers.empty(), "tiers");
  add_if(all, !rule.categories.empty(), "categories");
  add_if(all, rule.minimum_minor > 0, "minimum");
  add_if(all, rule.maximum_minor.has_value(), "maximum");
}
void conditions_of(const RedeemRule& rule, Branches& all) {
  add_if(all, !rule.partner.empty(), "partner");
  add_if(all, !rule.refused && rule.minimum_points > 1, "minimum");
}
void conditions_of(const LimitRule& rule, Branches& all) {
  add_if(all, rule.above_minor.has_value(), "above");
  add_if(all, rule.below_minor.has_value(), "below");
  add_if(all, !rule.needs.empty(), "needs");
  add_if(all, rule.at_most_count || rule.at_most_minor, "at_most");
}
void conditions_of(const RevenueShareRule& rule, Branches& all) {
  add_if(all, !rule.categories.empty(), "categories");
  add_if(all, rule.minimum_minor > 0, "minimum");
  add_if(all, rule.model == ShareModel::hybrid, within);
  add_if(all, rule.model == ShareModel::hybrid, beyond);
}

std::string branch_of(const Explaining& explaining, const Miss& miss) {
  switch (miss.missed) {
    case Missed::days: return "days";
    case Missed::points: return miss.rule->kind == RuleKind::tier ? "from" : "points";
    case Missed::given: return "given";
    case Missed::tier: return "tiers";
    case Missed::category: return "categories";
    case Missed::partner: return "partner";
    case Missed::payment: return "payment";
    case Missed::minimum: return "minimum";
    case Missed::nothing: return counts;  // a discount of nothing is what a rule of 0 % says
    case Missed::when: return "when";
    case Missed::not_reached:
      return unmet_limit(explaining, static_cast<const LimitRule&>(*miss.rule)).condition;
    case Missed::partner_own:
    case Missed::superseded: return {};  // what other rules did
  }
  return {};
}

std::string never_counted(RuleKind kind) {
  switch (kind) {
    case RuleKind::tier: return "no test has a customer in it";
    case RuleKind::milestone: return "no test gives it";
    case RuleKind::limit: return "no test hits it";
    default: return "no test uses it";
  }
}

std::string sentence(RuleKind kind, const std::string& branch) {
  if (branch == counts) return never_counted(kind);
  if (branch == within || branch == beyond) return "no test is " + branch;
  if (branch == "given") return "no test in which it was given before";
  if (branch == "when") return "no test in which its function answers false";
  if (branch == "maximum") return "no test in which \"maximum\" caps it";
  return "no test in which \"" + branch + "\" keeps it from counting";
}

}  // namespace

void Coverage::add_effect(const Facts& facts, const Effect& effect) {
  std::set<std::string>& touched = touched_[effect.rule];
  if (effect.kind == EffectKind::deny && effect.rule->kind != RuleKind::limit) {
    // It would count, but for the minimum or the balance of the customer.
    const std::string_view code = effect.code;
    if (code == minimum_not_met) touched.insert("minimum");
    if (code == minimum_not_met || code == insufficient_points) return;
  }
  touched.insert(counts);
  if (effect.kind == EffectKind::discount &&
      effect.minor == static_cast<const BenefitRule&>(*effect.rule).maximum_minor)
    touched.insert("maximum");
  if (effect.kind == EffectKind::share)
    touched.insert(facts.transactions_before <
                           static_cast<const RevenueShareRule&>(*effect.rule).threshold
                       ? within
                       : beyond);
}

void Coverage::add_miss(const Facts& facts, const Decision& decision, const Miss& miss) {
  if (std::string branch = branch_of({policy_, facts, decision}, miss); !branch.empty())
    touched_[miss.rule].insert(std::move(branch));
}

void Coverage::add(const Facts& facts, const Decision& decision) {
  if (const TierRule* tier = policy_.find_tier(facts.tier)) touched_[tier].insert(counts);
  for (const Effect& effect : decision.effects) add_effect(facts, effect);
  for (const Miss& miss : decision.misses) add_miss(facts, decision, miss);
}

std::vector<std::string> Coverage::untouched() const {
  std::vector<std::string> sentences;
  const auto look_at = [&](const auto& rules) {
    for (const auto& rule : rules) {
      Branches branches{counts};
      conditions_of(rule, branches);
      add_if(branches, rule.when.has_value(), "when");
      const auto found = touched_.find(&rule);
      for (const std::string& branch : branches)
        if (found == touched_.end() || !found->second.contains(branch))
          sentences.push_back(place_of(rule) + ": " + sentence(rule.kind, branch));
    }
  };
  look_at(policy_.tiers());
  look_at(policy_.earns());
  look_at(policy_.milestones());
  look_at(policy_.benefits());
  look_at(policy_.redeems());
  look_at(policy_.limits());
  look_at(policy_.revenue_shares());
  return sentences;
}

}  // namespace patchbay::policy
