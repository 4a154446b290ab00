#pragma once
// What is wrong with a plug before it ever ran: pure rules over its source, manifest and cases.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/case_file.h"
#include "adapters/manifest.h"

namespace patchbay::adapters {

enum class Severity { error, warning };
const char* name_of(Severity severity);

struct LintFinding {
  std::string file;
  std::size_t line = 0;  ///< from 1; 0: the whole file
  Severity severity = Severity::error;
  std::string rule;     ///< "unknown-global"
  std::string message;  ///< what is wrong
  std::string mend;     ///< what to do
};

struct LintInput {
  std::string file;    ///< the script as it is named in findings; empty: the plug is no script
  std::string source;  ///< of the script
  std::optional<Manifest> manifest;  ///< none: it did not load, with:
  std::string load_error;
  std::vector<Case> cases;
  std::string cases_error;  ///< why they cannot be read; empty: they can
  /// Whether `require "name"` would find something.
  std::function<bool(const std::string&)> has_module = [](const auto&) { return false; };
};

/// All findings, by file and line. Runs nothing. What scripts do is judged by their words, not by a
/// parser: a name that is declared anywhere in the file counts as declared everywhere in it.
std::vector<LintFinding> lint(const LintInput& input);

}  // namespace patchbay::adapters
