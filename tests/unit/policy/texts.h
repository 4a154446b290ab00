#pragma once
// Small sets of rules, as people write them.

#include <string>
#include <vector>

#include "hub/policy/policy.h"

namespace patchbay::policy::test {

inline const std::string programme_text =
    "programme { id = \"care\", name = \"Care\", currency = \"AUD\",\n"
    "            time_zone = \"Australia/Sydney\", rounding = \"half_up\" }\n";

inline const std::string milestones_text =
    R"(-- What clean days bring. amount = AUD(1) is no number.
reward { id = "grocery_voucher", kind = "retail", capability = "issue_voucher" }

milestone {
  id       = "month_1",          -- the first one
  days     = 30,
  reward   = "grocery_voucher",
  amount   = AUD(20),            -- twenty
  partners = { "woolworths", "coles" },
}
milestone { id = "month_3", days = 90, reward = "grocery_voucher", amount = AUD "49.50",
            partners = { "coles" } }
)";

inline std::vector<PolicyFile> files_with(const std::string& name, const std::string& text) {
  return {{"milestones.lua", milestones_text}, {"programme.lua", programme_text}, {name, text}};
}

/// The small programme with one more file.
inline Policy policy_with(const std::string& name, const std::string& text) {
  return Policy::from_files(files_with(name, text), "rules").value();
}
inline Policy care() {
  return Policy::from_files(
             {{"milestones.lua", milestones_text}, {"programme.lua", programme_text}}, "rules")
      .value();
}

/// With every "from" replaced.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace patchbay::policy::test
