#include "hub/policy/explain.h"

#include <boost/json/array.hpp>

#include "hub/policy/explaining.h"
#include "hub/policy/message.h"

namespace patchbay::policy {
namespace {

/// What an occasion without any effect means.
std::string nothing_text(const Explaining& explaining) {
  const Facts& facts = explaining.facts;
  switch (facts.occasion) {
    case Occasion::order: return "The order changes nothing";
    case Occasion::purchase: return "The purchase changes nothing";
    case Occasion::progress:
      return "Nothing is due after " + count_text(facts.days, "day") + " and with " +
             count_text(facts.points, "point");
    case Occasion::claim:
      return "The claim of " + facts.milestone + " at " + facts.partner + " is allowed";
    case Occasion::link: return "The link is allowed";
    case Occasion::transaction: return "Nobody owes anything for the transaction";
    case Occasion::redemption: return "Nothing is redeemed";
    case Occasion::reconciliation: return "No rule has anything to say of the comparison";
  }
  return "";
}

void explain_effect(Explanation& explanation, const Explaining& explaining, const Effect& effect,
                    boost::json::array& effects) {
  Why why = why_of(explaining, effect);
  std::string sentence = std::move(why.sentence) + " (" + name_of(effect.rule->kind) + " " +
                         effect.rule->id + ", " + effect.rule->where;
  if (effect.rule->when) sentence += ", whose condition says yes";
  explanation.sentences.push_back(std::move(sentence) + ").");
  boost::json::object json = to_json(effect, explaining.policy);
  if (json.contains("code")) json["message"] = message_of(effect, explaining.policy);
  json["why"] = boost::json::object{{"where", effect.rule->where},
                                    {"facts", std::move(why.facts)},
                                    {"numbers", std::move(why.numbers)}};
  effects.push_back(std::move(json));
}

void explain_miss(Explanation& explanation, const Explaining& explaining, const Miss& miss,
                  boost::json::array& not_matched) {
  Unmet unmet = unmet_of(explaining, miss);
  explanation.not_given.push_back(place_of(*miss.rule) + ": " + unmet.text);
  not_matched.push_back(boost::json::object{{"rule", miss.rule->id},
                                            {"kind", name_of(miss.rule->kind)},
                                            {"where", miss.rule->where},
                                            {"condition", std::move(unmet.condition)},
                                            {"wanted", std::move(unmet.wanted)},
                                            {"found", std::move(unmet.found)}});
}

}  // namespace

Explanation explain(const Policy& policy, const Facts& facts, const Decision& decision) {
  const Explaining explaining{policy, facts, decision};
  Explanation explanation;
  boost::json::array effects, not_matched;
  for (const Effect& effect : decision.effects)
    explain_effect(explanation, explaining, effect, effects);
  if (decision.effects.empty()) explanation.sentences.push_back(nothing_text(explaining) + ".");
  for (const Miss& miss : decision.misses) explain_miss(explanation, explaining, miss, not_matched);
  explanation.json = {{"policy", policy.hash()},
                      {"occasion", name_of(facts.occasion)},
                      {"facts", to_json(facts)},
                      {"effects", std::move(effects)},
                      {"not_matched", std::move(not_matched)}};
  return explanation;
}

std::string to_text(const Explanation& explanation) {
  std::string text;
  for (const std::string& sentence : explanation.sentences) text += sentence + "\n";
  if (!explanation.not_given.empty()) text += "What did not count:\n";
  for (const std::string& line : explanation.not_given) text += "  " + line + "\n";
  return text + "Policy " + std::string(explanation.json.at("policy").as_string()) + ".\n";
}

std::string Explaining::money(std::int64_t minor) const {
  return patchbay::to_text(Money{minor, policy.programme().currency});
}

std::string place_of(const Rule& rule) {
  return std::string(name_of(rule.kind)) + " " + rule.id + " (" + rule.where + ")";
}

std::string count_text(std::int64_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

const char* rounding_text(Rounding rounding) {
  switch (rounding) {
    case Rounding::floor: return "rounded down";
    case Rounding::ceil: return "rounded up";
    case Rounding::half_up: return "rounded half up";
    case Rounding::half_even: return "rounded half to even";
    case Rounding::toward_zero: return "rounded toward zero";
  }
  return "";
}

}  // namespace patchbay::policy
