#include <algorithm>

#include "adapters/kinds.h"
#include "adapters/lint_rules.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The capabilities that hand out value; those that take it back settle, they need no settling.
std::vector<std::string> issuing(const Manifest& manifest) {
  std::vector<std::string> names;
  for (const auto& name : manifest.capabilities) {
    const auto* capability = find_capability(manifest.kind, name);
    if (capability && capability->moves_value && !capability->reverses) names.push_back(name);
  }
  return names;
}

bool settles_by(const Manifest& manifest, SettleWay way) {
  return std::any_of(manifest.settle.begin(), manifest.settle.end(),
                     [way](const Settle& settle) { return settle.way == way; });
}

bool says(const LintScript& script, std::string_view word) {
  return std::any_of(script.tokens.begin(), script.tokens.end(), [&](const LuaToken& token) {
    return token.kind != LuaToken::Kind::sign && token.text == word;
  });
}

/// "call.key".
bool reads_key(const LintScript& script) {
  const auto& tokens = script.tokens;
  for (std::size_t at = 2; at < tokens.size(); ++at)
    if (tokens[at].is("key") && tokens[at - 1].is(".") && tokens[at - 2].is("call")) return true;
  return false;
}

}  // namespace

void lint_value(const LintScript& script, const Manifest& manifest, Findings& findings) {
  const auto add = [&](std::size_t line, Severity severity, const char* rule, std::string message,
                       std::string mend) {
    findings.push_back(
        {script.input.file, line, severity, rule, std::move(message), std::move(mend)});
  };
  const auto moving = issuing(manifest);
  if (!moving.empty() && manifest.settle.empty())
    add(script.line_of(moving.front()), Severity::error, "settle",
        join(moving, ", ") + " may end unknown, and nothing says how that is settled",
        "declare \"settle\": repeat_same_key where the partner honours our key, find_issued where "
        "it can be asked, reverse or report else");
  if (has(manifest.capabilities, "find_issued") && !settles_by(manifest, SettleWay::find_issued))
    add(script.line_of("find_issued"), Severity::warning, "settle",
        "find_issued is there and \"settle\" does not use it",
        "add { by = \"find_issued\", settle_after_ms = … } to \"settle\"");
  if (script.tokens.empty()) return;
  if (!moving.empty() && !says(script, "moves_value"))
    add(script.line_of(moving.front()), Severity::error, "moves-value",
        moving.front() + " hands out value, and no request says so",
        "write moves_value = true into the request that does it: a cut connection is then unknown");
  if (settles_by(manifest, SettleWay::repeat_same_key) && !reads_key(script))
    add(script.line_of("repeat_same_key"), Severity::error, "key",
        "\"settle\" by repeat_same_key, and the script never sends call.key",
        "send it as the partner wants it: headers = { [\"Idempotency-Key\"] = call.key }");
}

}  // namespace patchbay::adapters
