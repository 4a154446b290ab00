#include "adapters/lint.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "adapters/lint_rules.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

/// "…/partner.lua:12: words" of the file; the words alone are left. Lua cuts long paths off at
/// their beginning, so that only the last part counts.
std::optional<std::size_t> take_line(std::string& message, const std::string& path) {
  const std::string file = path.substr(path.rfind('/') + 1);
  const auto at = message.find(file + ":");
  if (at == std::string::npos) return std::nullopt;
  const std::string rest = message.substr(at + file.size() + 1);
  char* end = nullptr;
  const auto line = std::strtoull(rest.c_str(), &end, 10);
  if (line == 0) {
    message = trim(rest);
    return std::nullopt;
  }
  message = trim(std::string_view(end).substr(*end == ':' ? 1 : 0));
  return line;
}

/// The first words in quotes: the key that a message is about.
std::string quoted(const std::string& message) {
  const auto from = message.find('"');
  if (from == std::string::npos) return {};
  return message.substr(from + 1, message.find('"', from + 1) - from - 1);
}

/// A script that does not load, at its line; a manifest that is wrong, at the word that it is
/// about.
LintFinding load_finding(const LintScript& script) {
  LintFinding finding{script.input.file,       0,
                      Severity::error,         "load",
                      script.input.load_error, "the plug cannot be used until this is mended"};
  if (const auto line = take_line(finding.message, script.input.file))
    finding.line = *line;
  else if (const auto word = quoted(finding.message); !word.empty())
    finding.line = script.line_of(word);
  return finding;
}

}  // namespace

const char* name_of(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

std::size_t LintScript::line_of(std::string_view word) const {
  const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const LuaToken& token) {
    return token.kind != LuaToken::Kind::sign && token.text == word;
  });
  return found == tokens.end() ? 1 : found->line;
}

std::vector<LintFinding> lint(const LintInput& input) {
  const LintScript script{input, lua_tokens(input.source)};
  Findings findings;
  if (!input.load_error.empty()) findings.push_back(load_finding(script));
  lint_names(script, findings);
  lint_modules(script, findings);
  if (input.manifest) {
    lint_settings(script, *input.manifest, findings);
    lint_value(script, *input.manifest, findings);
    lint_cases(input, *input.manifest, findings);
  }
  std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  return findings;
}

}  // namespace patchbay::adapters
