#include "hub/policy/rule_sentences.h"

#include <algorithm>
#include <span>

#include "hub/base/text.h"
#include "hub/policy/explaining.h"
#include "hub/policy/sentences.h"
#include "hub/policy/written.h"

namespace patchbay::policy {
namespace {

using Names = std::vector<std::string>;

/// "bill_credit" is "bill credit"; "Grocery voucher" within a sentence "grocery voucher".
std::string within(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  if (name.size() > 1 && name[1] >= 'a' && name[1] <= 'z') name[0] = to_lower(name.substr(0, 1))[0];
  return name;
}
std::string begin_with_capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}
std::string with_article(const std::string& noun) {
  for (const char* article : {"a ", "an ", "the "})
    if (noun.starts_with(article)) return noun;
  const bool is_vowel =
      !noun.empty() && std::string_view("aeiou").find(noun[0]) != std::string::npos;
  return (is_vowel ? "an " : "a ") + noun;
}
std::string either(const Names& names) { return join(names, " or "); }

/// What the file says; empty: nothing.
std::string field(const DeclaredRule& rule, const char* name) {
  const auto* value = rule.fields.if_contains(name);
  return value ? written(*value) : "";
}

std::string condition(const DeclaredRule& rule) {
  const auto when = field(rule, "when");
  return when.empty() ? "" : ", where " + when + " says so";
}

std::string in_categories(const Names& categories) {
  return categories.empty() ? "" : " in " + either(categories);
}

/// Says the rules of one policy.
class Speaker {
 public:
  explicit Speaker(const Policy& policy) : policy_(policy) {}

  std::string say(const ProgrammeRule& rule, const DeclaredRule&) const {
    const bool adds = rule.discounts == Discounts::additive;
    return rule.name + ": amounts are in " + std::string(rule.currency.text()) +
           ", days begin by the clock of " + rule.time_zone + ". Several discounts are " +
           (adds ? "each taken from the original amount" : "taken one from the rest of the other") +
           "; points are earned on " +
           (rule.points_on == PointsOn::paid ? "what is paid." : "the original amount.");
  }

  std::string say(const TierRule& rule, const DeclaredRule& declared) const {
    std::string text = rule.name + ": ";
    if (!rule.from)
      text += "given by who runs the programme";
    else if (*rule.from == 0)
      text += "from the start";
    else
      text += "from " + count_text(*rule.from, "point") + " on";
    if (rule.multiplier != Ratio{1, 1})
      text += "; what is earned is multiplied by " + decimal_text(rule.multiplier);
    return text + condition(declared) + ".";
  }

  std::string say(const EarnRule& rule, const DeclaredRule& declared) const {
    std::string text = field(declared, "points") +
                       (field(declared, "points") == "1" ? " point" : " points") + " for every " +
                       field(declared, "per") + " spent" + in_categories(rule.categories);
    text += rule.basis == EarnBasis::running_total
                ? ", counted over everything that was spent and rounded once"
                : ", for each purchase by itself";
    if (rule.base_rounding) text += std::string(", first ") + rounding_text(*rule.base_rounding);
    if (rule.tier_multiplies) text += ", multiplied as the tier says";
    if (rule.factor != Ratio{1, 1}) text += ", multiplied by " + decimal_text(rule.factor);
    return text + ", " + rounding_text(rule.rounding) + condition(declared) + ".";
  }

  std::string say(const MilestoneRule& rule, const DeclaredRule& declared) const {
    std::string text = rule.days ? "After " + count_text(*rule.days, "day")
                                 : "At " + count_text(rule.points.value_or(0), "point");
    text += ": " + with_article(within(rule.reward.name)) + " of " + to_text(rule.amount);
    if (rule.choice)
      text += " from " + either(rule.partners) + ", as the customer chooses";
    else if (!rule.partners.empty())
      text += " from " + join(rule.partners, ", else ");
    return text + (rule.each_streak ? ", once, and again after a new start" : ", once") +
           condition(declared) + ".";
  }

  std::string say(const BenefitRule& rule, const DeclaredRule& declared) const {
    std::string text = rule.discount.numerator == 0 ? std::string("No discount")
                                                    : percent_text(rule.discount) + " off";
    text += rule.tiers.empty() ? " for everybody" : " for " + either(rule.tiers);
    text += in_categories(rule.categories);
    if (!rule.partner.empty()) text += " at " + rule.partner;
    if (!rule.payment.empty()) text += ", paid by " + rule.payment;
    if (rule.minimum_minor > 0) text += ", from " + money(rule.minimum_minor) + " on";
    if (rule.maximum_minor) text += ", at most " + money(*rule.maximum_minor);
    return text + ", " + rounding_text(rule.rounding) + condition(declared) + ".";
  }

  std::string say(const RedeemRule& rule, const DeclaredRule& declared) const {
    const std::string place = rule.partner.empty() ? "" : " at " + rule.partner;
    if (rule.refused) return "Points are not taken" + place + condition(declared) + ".";
    const std::string points = field(declared, "points");
    return begin_with_capital((points == "1" ? "1 point is" : points + " points are") + " worth " +
                              field(declared, "value") + place + ", from " +
                              count_text(rule.minimum_points, "point") + " on, " +
                              rounding_text(rule.rounding) + condition(declared) + ".");
  }

  std::string say(const RewardRule& rule, const DeclaredRule& declared) const {
    std::string text = begin_with_capital(within(rule.name)) + ": a partner of kind " +
                       rule.partner_kind + " is asked to " + within(rule.capability);
    if (rule.valid_days)
      text += "; it is valid for " + count_text(*rule.valid_days, "day") +
              " unless the partner says otherwise";
    return text + condition(declared) + ".";
  }

  std::string say(const LimitRule& rule, const DeclaredRule& declared) const {
    return subject_of(rule.on) + effect_of(rule.effect) + " (" + rule.code + ") when " +
           join(conditions_of(rule, declared), " and ") + ".";
  }

  std::string say(const FallbackRule& rule, const DeclaredRule& declared) const {
    return begin_with_capital(within(reward_name(rule.reward))) + ": from " +
           join(rule.partners, ", else ") + ", where a milestone names no partner" +
           condition(declared) + ".";
  }

  std::string say(const RevenueShareRule& rule, const DeclaredRule& declared) const {
    std::string text;
    if (rule.model == ShareModel::fixed_fee)
      text = money(rule.fee_minor) + " for each reward redeemed";
    else
      text = percent_text(rule.share) + " of each reward redeemed";
    text += in_categories(rule.categories);
    if (rule.model == ShareModel::hybrid)
      text += " for the first " + count_text(rule.threshold, "transaction") +
              " of a period, then " + percent_text(rule.bonus);
    text += rule.origin_pays ? ", paid by the business where the points were earned"
                             : ", paid by the business where they are redeemed";
    if (rule.minimum_minor > 0)
      text += "; nothing below " + money(rule.minimum_minor) + " is taken";
    if (rule.model != ShareModel::fixed_fee)
      text += std::string(", ") + rounding_text(rule.rounding);
    return text + condition(declared) + ".";
  }

  std::string say(const ScheduleRule& rule, const DeclaredRule& declared) const {
    return begin_with_capital(within(rule.run)) + " of all customers are checked at \"" +
           rule.cron + "\" (minute, hour, day, month, weekday) by the clock of " + rule.time_zone +
           condition(declared) + ".";
  }

 private:
  std::string money(std::int64_t minor) const {
    return to_text(Money{minor, policy_.programme().currency});
  }
  std::string reward_name(const std::string& id) const {
    for (const RewardRule& reward : policy_.rewards())
      if (reward.id == id) return reward.name;
    return id;
  }

  static std::string subject_of(LimitOn on) {
    switch (on) {
      case LimitOn::order: return "An order";
      case LimitOn::purchase: return "A purchase";
      case LimitOn::redemption: return "Redeeming points";
      case LimitOn::award: return "A reward";
      case LimitOn::claim: return "Choosing a partner";
      case LimitOn::link: return "Linking an account";
      case LimitOn::transaction: return "A transaction";
      case LimitOn::reconciliation: return "A comparison of points";
      case LimitOn::check: return "A check";
    }
    return "";
  }
  static std::string effect_of(LimitEffect effect) {
    switch (effect) {
      case LimitEffect::deny: return " is refused";
      case LimitEffect::hold: return " is held until somebody looks";
      case LimitEffect::flag: return " goes on and is flagged";
      case LimitEffect::notify: return " goes on and somebody is told";
    }
    return "";
  }
  Names conditions_of(const LimitRule& rule, const DeclaredRule& declared) const {
    const std::string period =
        rule.per == "ever" ? " ever"
                           : " in a" + std::string(rule.per == "hour" ? "n " : " ") + rule.per;
    Names all;
    if (rule.at_most_count)
      all.push_back("there are more than " + std::to_string(*rule.at_most_count) + period);
    if (rule.at_most_minor)
      all.push_back("they come to more than " + money(*rule.at_most_minor) + period);
    if (rule.above_minor) all.push_back("it is above " + field(declared, "above"));
    if (rule.below_minor) all.push_back("it is below " + field(declared, "below"));
    if (rule.needs == "link")
      all.emplace_back("the customer has no account linked there");
    else if (!rule.needs.empty())
      all.push_back("the customer is not known as \"" + rule.needs + "\"");
    if (const auto when = field(declared, "when"); !when.empty()) all.push_back(when + " says so");
    return all;
  }

  const Policy& policy_;
};

template <class RuleOfKind>
std::vector<SaidRule> say_all(const Policy& policy, RuleKind kind,
                              std::span<const RuleOfKind> rules) {
  const Speaker speaker(policy);
  std::vector<SaidRule> all;
  for (const RuleOfKind& rule : rules)
    for (const DeclaredRule& declared : policy.declared())
      if (declared.kind == kind && declared.id == rule.id)
        all.push_back({&declared, speaker.say(rule, declared)});
  return all;
}

}  // namespace

std::vector<SaidRule> say_rules(const Policy& policy, RuleKind kind) {
  const auto say = [&](const auto& rules) { return say_all(policy, kind, std::span(rules)); };
  switch (kind) {
    case RuleKind::programme: return say_all(policy, kind, std::span(&policy.programme(), 1));
    case RuleKind::tier: return say(policy.tiers());
    case RuleKind::earn: return say(policy.earns());
    case RuleKind::milestone: return say(policy.milestones());
    case RuleKind::benefit: return say(policy.benefits());
    case RuleKind::redeem: return say(policy.redeems());
    case RuleKind::reward: return say(policy.rewards());
    case RuleKind::limit: return say(policy.limits());
    case RuleKind::fallback: return say(policy.fallbacks());
    case RuleKind::revenue_share: return say(policy.revenue_shares());
    case RuleKind::schedule: return say(policy.schedules());
  }
  return {};
}

}  // namespace patchbay::policy
