#include "hub/base/text.h"
#include "hub/policy/deciding.h"

namespace patchbay::policy {
namespace {

/// A purchase has a discount of the tier and one of the way of paying.
enum class Part { tier, payment };

Part part_of(const BenefitRule& rule) { return rule.payment.empty() ? Part::tier : Part::payment; }

bool admits_tier(const BenefitRule& rule, const TierRule* tier) {
  return rule.tiers.empty() || (tier && contains(rule.tiers, tier->id));
}

/// Whether the partner has a rule of its own for this part and tier: then only its own count
/// (C-14).
bool partner_has_own(const Deciding& deciding, Part part) {
  const Facts& facts = deciding.facts;
  if (facts.partner.empty()) return false;
  for (const BenefitRule& rule : deciding.policy.benefits())
    if (part_of(rule) == part && rule.partner == facts.partner &&
        admits_tier(rule, deciding.tier) && (part == Part::tier || rule.payment == facts.payment))
      return true;
  return false;
}

/// The first condition of its table that fails, if one does.
std::optional<Missed> first_missed(const Deciding& deciding, const BenefitRule& rule, bool own) {
  const Facts& facts = deciding.facts;
  if (!rule.partner.empty() && rule.partner != facts.partner) return Missed::partner;
  if (!rule.payment.empty() && rule.payment != facts.payment) return Missed::payment;
  if (!admits_tier(rule, deciding.tier)) return Missed::tier;
  if (own && rule.partner.empty()) return Missed::partner_own;
  if (!admits(rule.categories, facts.category)) return Missed::category;
  if (facts.amount_minor < rule.minimum_minor) return Missed::minimum;
  return std::nullopt;
}

/// Takes the discount of one rule from the rest. Errors: invalid, with the rule's place.
Result<void> take(Deciding& deciding, const BenefitRule& rule) {
  std::int64_t& rest = deciding.decision.paid_minor;
  const bool cascade = deciding.policy.programme().discounts == Discounts::cascade;
  const auto discount =
      multiply(cascade ? rest : deciding.facts.amount_minor, rule.discount, rule.rounding);
  if (!discount) return discount.error().in(rule.where);
  const std::int64_t taken = std::min({*discount, rule.maximum_minor.value_or(*discount), rest});
  if (taken <= 0) {
    deciding.miss(rule, Missed::nothing);
    return {};
  }
  deciding.add(EffectKind::discount, rule).minor = taken;
  rest -= taken;
  return {};
}

Result<void> take_part(Deciding& deciding, Part part) {
  const bool own = partner_has_own(deciding, part);
  bool counted = false;
  for (const BenefitRule& rule : deciding.policy.benefits()) {
    if (part_of(rule) != part) continue;
    auto missed = first_missed(deciding, rule, own);
    if (!missed && counted) missed = Missed::superseded;
    if (missed) {
      deciding.miss(rule, *missed);
      continue;
    }
    const auto holds = deciding.holds(rule);
    if (!holds) return holds.error();
    if (!*holds) continue;
    if (auto taken = take(deciding, rule); !taken) return taken;
    counted = true;
  }
  return {};
}

/// Errors: invalid: not one of the programme's ways of paying, if it names any (C-03).
Result<void> check_payment(const Deciding& deciding) {
  const std::string& payment = deciding.facts.payment;
  if (payment.empty()) return {};
  bool any = false;
  for (const BenefitRule& rule : deciding.policy.benefits()) {
    if (rule.payment == payment) return {};
    any = any || !rule.payment.empty();
  }
  if (!any) return {};
  std::vector<std::string> known;
  for (const BenefitRule& rule : deciding.policy.benefits())
    if (!rule.payment.empty() && !contains(known, rule.payment)) known.push_back(rule.payment);
  const auto meant = nearest(payment, known);
  return invalid("\"" + clean_text(payment, 60) + "\" is no way of paying that the policy knows; " +
                 (meant ? "did you mean \"" + *meant + "\"?" : "it knows " + join(known, ", ")));
}

}  // namespace

Result<void> take_discounts(Deciding& deciding) {
  if (auto checked = check_payment(deciding); !checked) return checked;
  deciding.decision.paid_minor = deciding.facts.amount_minor;
  if (auto taken = take_part(deciding, Part::tier); !taken) return taken;
  return take_part(deciding, Part::payment);
}

}  // namespace patchbay::policy
