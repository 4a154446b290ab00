#include <algorithm>
#include <boost/json/array.hpp>

#include "hub/base/text.h"
#include "hub/policy/decision.h"

namespace patchbay::policy {
namespace {

boost::json::object money_json(std::int64_t minor, const Currency& currency) {
  boost::json::object money;
  money.reserve(2);
  money.emplace("currency", currency.text());
  money.emplace("minor", minor);
  return money;
}

boost::json::value id_or_null(const Rule* rule) {
  if (!rule) return nullptr;
  return boost::json::string(rule->id);
}

void add_award(boost::json::object& json, const MilestoneRule& milestone) {
  json.emplace("reward", milestone.reward.id);
  json.emplace("amount", money_json(milestone.amount.minor, milestone.amount.currency));
  json.emplace("partners",
               boost::json::array(milestone.partners.begin(), milestone.partners.end()));
  json.emplace("choice", milestone.choice);
}

}  // namespace

const char* name_of(EffectKind kind) {
  switch (kind) {
    case EffectKind::earn: return "earn";
    case EffectKind::set_tier: return "set_tier";
    case EffectKind::award: return "award";
    case EffectKind::discount: return "discount";
    case EffectKind::redeem: return "redeem";
    case EffectKind::share: return "share";
    case EffectKind::hold: return "hold";
    case EffectKind::flag: return "flag";
    case EffectKind::notify: return "notify";
    case EffectKind::deny: return "deny";
  }
  return "";
}

const std::vector<std::string>& effect_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (int i = 0; i <= static_cast<int>(EffectKind::deny); ++i)
      all.emplace_back(name_of(static_cast<EffectKind>(i)));
    return all;
  }();
  return names;
}

Result<EffectKind> find_effect(const std::string& name) {
  const auto& names = effect_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<EffectKind>(found - names.begin());
  const auto meant = nearest(name, names);
  return invalid("there is no effect \"" + name + "\"; it is one of " + join(names, ", ") +
                 (meant ? "; did you mean \"" + *meant + "\"?" : ""));
}

bool is_for_staff(EffectKind kind) {
  return kind == EffectKind::hold || kind == EffectKind::flag || kind == EffectKind::notify;
}

bool moves_value(const Decision& decision) {
  for (const Effect& effect : decision.effects) switch (effect.kind) {
      case EffectKind::award:
      case EffectKind::redeem:
      case EffectKind::share:
      case EffectKind::set_tier: return true;
      case EffectKind::earn:
        if (effect.points > 0) return true;
        break;
      case EffectKind::discount:
        if (effect.minor > 0) return true;
        break;
      case EffectKind::hold:
      case EffectKind::flag:
      case EffectKind::notify:
      case EffectKind::deny: break;
    }
  return false;
}

bool is_denied(const Decision& decision) {
  // A limit on awards denies one award, not what the customer does.
  for (const Effect& effect : decision.effects)
    if (effect.kind == EffectKind::deny &&
        (effect.rule->kind != RuleKind::limit ||
         static_cast<const LimitRule&>(*effect.rule).on != LimitOn::award))
      return true;
  return false;
}

boost::json::object to_json(const Effect& effect, const Policy& policy) {
  const Currency& currency = policy.programme().currency;
  boost::json::object json;
  json.reserve(6);
  json.emplace("effect", name_of(effect.kind));
  json.emplace("rule", effect.rule->id);
  switch (effect.kind) {
    case EffectKind::earn: json.emplace("points", effect.points); break;
    case EffectKind::set_tier: json.emplace("from", id_or_null(effect.subject)); break;
    case EffectKind::award: add_award(json, static_cast<const MilestoneRule&>(*effect.rule)); break;
    case EffectKind::redeem: json.emplace("points", effect.points); [[fallthrough]];
    case EffectKind::discount:
    case EffectKind::share: json.emplace("amount", money_json(effect.minor, currency)); break;
    case EffectKind::hold:
    case EffectKind::flag:
    case EffectKind::notify:
    case EffectKind::deny:
      json.emplace("code", effect.code);
      if (effect.rule->kind == RuleKind::limit)
        if (const auto& message = static_cast<const LimitRule&>(*effect.rule).message;
            !message.empty())
          json.emplace("message", message);
      json.emplace("of", id_or_null(effect.subject));
      break;
  }
  if (effect.kind == EffectKind::discount)
    json.emplace(
        "part", static_cast<const BenefitRule&>(*effect.rule).payment.empty() ? "tier" : "payment");
  if (effect.kind == EffectKind::share)
    json.emplace("payer", static_cast<const RevenueShareRule&>(*effect.rule).origin_pays
                              ? "origin"
                              : "redeemer");
  return json;
}

boost::json::array effects_json(const Decision& decision, const Policy& policy) {
  boost::json::array all;
  all.reserve(decision.effects.size());
  for (const Effect& effect : decision.effects) all.push_back(to_json(effect, policy));
  return all;
}

}  // namespace patchbay::policy
