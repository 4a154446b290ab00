#pragma once
// Policies written as their files are, and what was decided by them, for tests.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hub/policy/decision.h"

namespace patchbay::policy::test {

/// A policy of one file "rules.lua"; line 1 is its programme.
inline Policy rules(const std::string& text,
                    const std::string& programme = R"(id = "p", currency = "AUD",)") {
  return Policy::from_files({{"rules.lua", "programme { " + programme +
                                               " time_zone = \"Australia/Sydney\", "
                                               "rounding = \"half_up\" }\n" +
                                               text}})
      .value();
}

/// Effects in short: "earn purchases 50", "award month_1 2000", "deny daily TOO_MANY of month_1".
inline std::vector<std::string> effects_of(const Result<Decision>& decision) {
  if (!decision) return {"error: " + decision.error().message};
  std::vector<std::string> all;
  for (const Effect& effect : decision->effects) {
    std::string text = std::string(name_of(effect.kind)) + " " + effect.rule->id;
    if (*effect.code != '\0')
      text += std::string(" ") + effect.code;
    else if (effect.kind != EffectKind::set_tier)
      text += " " + std::to_string(effect.kind == EffectKind::earn ? effect.points : effect.minor);
    if (effect.subject) text += " of " + effect.subject->id;
    all.push_back(std::move(text));
  }
  return all;
}

inline bool missed(const Decision& decision, const std::string& id, Missed why) {
  for (const Miss& miss : decision.misses)
    if (miss.rule->id == id && miss.missed == why) return true;
  return false;
}

using Texts = std::vector<std::string>;

}  // namespace patchbay::policy::test
