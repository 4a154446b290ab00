#pragma once
// The rules of lint.h, one function each. Private to lint.

#include "adapters/lint.h"
#include "adapters/lua_tokens.h"

namespace patchbay::adapters {

/// The script, cut into words once for all rules.
struct LintScript {
  const LintInput& input;
  std::vector<LuaToken> tokens;

  /// The line of the first text or name that reads `word`; 1 when there is none.
  std::size_t line_of(std::string_view word) const;
};

using Findings = std::vector<LintFinding>;

/// Globals that the fence does not have, members that its libraries do not have, methods that
/// "call" does not have (lint_names.cpp).
void lint_names(const LintScript& script, Findings& findings);
/// require of what is not there (lint_names.cpp).
void lint_modules(const LintScript& script, Findings& findings);
/// Settings and secrets that are declared and never read, and the other way round
/// (lint_settings.cpp).
void lint_settings(const LintScript& script, const Manifest& manifest, Findings& findings);
/// How an unknown outcome is settled, and what the script says of value (lint_value.cpp).
void lint_value(const LintScript& script, const Manifest& manifest, Findings& findings);
/// Cases against the schemas, and capabilities without a case (lint_cases.cpp).
void lint_cases(const LintInput& input, const Manifest& manifest, Findings& findings);

}  // namespace patchbay::adapters
