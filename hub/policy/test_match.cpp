#include "hub/policy/test_match.h"

#include <algorithm>
#include <map>

#include "hub/base/text.h"
#include "hub/policy/decision.h"
#include "hub/policy/sentences.h"

namespace patchbay::policy {
namespace {

namespace json = boost::json;

using Names = std::vector<std::string>;

/// The fields of each effect (to_json in decision.h), those first that say most.
const std::map<std::string, Names>& effect_fields() {
  static const Names verdict{"effect", "rule", "of", "code", "message"};
  static const std::map<std::string, Names> fields{
      {name_of(EffectKind::earn), {"effect", "rule", "points"}},
      {name_of(EffectKind::set_tier), {"effect", "rule", "from"}},
      {name_of(EffectKind::award), {"effect", "rule", "amount", "reward", "partners", "choice"}},
      {name_of(EffectKind::discount), {"effect", "rule", "amount", "part"}},
      {name_of(EffectKind::redeem), {"effect", "rule", "points", "amount"}},
      {name_of(EffectKind::share), {"effect", "rule", "amount", "payer"}},
      {name_of(EffectKind::hold), verdict},
      {name_of(EffectKind::flag), verdict},
      {name_of(EffectKind::notify), verdict},
      {name_of(EffectKind::deny), verdict},
  };
  return fields;
}

std::string guess(const std::string& text, const Names& candidates) {
  if (const auto near = nearest(text, candidates)) return "; did you mean \"" + *near + "\"?";
  return "; known are " + join(candidates, ", ");
}

std::string text_at(const json::object& effect, std::string_view name) {
  const auto* value = effect.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<void> check_effect(const json::value& entry) {
  const auto* effect = entry.if_object();
  const std::string kind = effect ? text_at(*effect, "effect") : "";
  if (kind.empty() || text_at(*effect, "rule").empty())
    return invalid("write effect and rule, as in { effect = \"award\", rule = \"month_1\" }");
  const auto known = effect_fields().find(kind);
  if (known == effect_fields().end()) {
    Names kinds;
    for (const auto& [name, fields] : effect_fields()) kinds.push_back(name);
    return invalid("there is no effect \"" + kind + "\"" + guess(kind, kinds));
  }
  for (const auto& [name, value] : *effect)
    if (std::find(known->second.begin(), known->second.end(), std::string_view(name)) ==
        known->second.end())
      return invalid("the effect \"" + kind + "\" has no field \"" + std::string(name) + "\"" +
                     guess(std::string(name), known->second));
  return {};
}

/// In Lua an empty list and an empty table are one thing.
bool is_empty(const json::value& value) {
  return (value.is_array() && value.get_array().empty()) ||
         (value.is_object() && value.get_object().empty());
}

bool equal(const json::value& wanted, const json::value& found) {
  return wanted == found || (is_empty(wanted) && is_empty(found));
}

bool matches(const json::value& wanted, const json::value& found) {
  for (const auto& [name, value] : wanted.as_object()) {
    const auto* other = found.as_object().if_contains(name);
    if (!other || !equal(value, *other)) return false;
  }
  return true;
}

bool of_the_same_rule(const json::value& wanted, const json::value& found) {
  return wanted.at("effect") == found.at("effect") && wanted.at("rule") == found.at("rule");
}

/// Only with the fields that `shown` has, too.
std::string sentence(const json::object& effect, const json::object& shown) {
  const std::string kind = text_at(effect, "effect");
  std::string text = kind + " " + text_at(effect, "rule");
  const char* before = ": ";
  for (const std::string& name : effect_fields().at(kind)) {
    if (name == "effect" || name == "rule" || !shown.contains(name)) continue;
    const auto* field = effect.if_contains(name);
    if (!field || field->is_null()) continue;
    text += before + name + " " + written(*field);
    before = ", ";
  }
  return text;
}

}  // namespace

std::string effect_text(const json::object& effect) { return sentence(effect, effect); }

Result<void> check_expected(const json::array& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (const auto checked = check_effect(expected[i]); !checked)
      return checked.error().in("expect, entry " + std::to_string(i + 1));
  return {};
}

EffectDifference compare_effects(const json::array& expected, const json::array& got) {
  EffectDifference difference;
  const auto expect_line = [&](const json::value& effect) {
    difference.lines.push_back("- expected: " + effect_text(effect.as_object()));
  };
  const auto got_line = [&](const json::value& effect, const json::value& shown) {
    difference.lines.push_back("+ got: " + sentence(effect.as_object(), shown.as_object()));
  };
  auto next = got.begin();
  for (const json::value& wanted : expected) {
    const auto found = std::find_if(
        next, got.end(), [&](const json::value& effect) { return matches(wanted, effect); });
    if (found != got.end()) {
      for (; next != found; ++next) got_line(*next, *next);
      ++next;
      continue;
    }
    expect_line(wanted);
    if (next != got.end() && of_the_same_rule(wanted, *next)) {
      got_line(*next, wanted);
      ++next;
    } else {
      difference.missing.push_back(text_at(wanted.as_object(), "rule"));
    }
  }
  for (; next != got.end(); ++next) got_line(*next, *next);
  return difference;
}

}  // namespace patchbay::policy
