#include <algorithm>

#include "adapters/cases.h"
#include "adapters/kinds.h"
#include "adapters/lint_rules.h"
#include "hub/base/text.h"

namespace patchbay::adapters {
namespace {

/// Why a case cannot hold, whatever the plug does; empty: it can.
std::string flaw_of(const Case& one, const Manifest& manifest) {
  if (one.is_webhook()) return {};
  const auto& known = manifest.capabilities;
  if (std::find(known.begin(), known.end(), one.capability) == known.end()) {
    const auto near = nearest(one.capability, known);
    return "the plug has no capability \"" + one.capability + "\"" +
           (near ? "; did you mean \"" + *near + "\"?" : "");
  }
  const auto* capability = find_capability(manifest.kind, one.capability);
  if (const auto fits = check_request(*capability, one.request); !fits) return fits.error().message;
  if (const auto settings = case_settings(manifest, one); !settings)
    return settings.error().message;
  const auto* result = one.outcome.if_contains("result");
  if (!result || one.outcome.at("kind") != "succeeded") return {};
  const auto fits = check_result(*capability, *result);
  return fits ? std::string() : fits.error().message;
}

std::string how_to_cover(const Manifest& manifest, const std::string& name) {
  if (name == webhook_cases)
    return "write one into cases/webhooks.json: { \"name\": …, \"webhook\": { \"type\": …, "
           "\"json\": … }, \"events\": […] }";
  return "try it and keep the try: patchbay partner try " + manifest.id + " " + name +
         " '{…}', then patchbay partner record " + manifest.id + " --name \"…\"";
}

}  // namespace

void lint_cases(const LintInput& input, const Manifest& manifest, Findings& findings) {
  if (!input.cases_error.empty()) {
    findings.push_back({"cases", 0, Severity::error, "case", input.cases_error,
                        "docs/plug-tools.md has the form of a case"});
    return;
  }
  std::vector<std::string> uncovered = manifest.capabilities;
  if (manifest.webhook && manifest.webhook->has_decoder) uncovered.push_back(webhook_cases);
  for (const auto& one : input.cases) {
    std::erase(uncovered, one.capability);
    if (const auto flaw = flaw_of(one, manifest); !flaw.empty())
      findings.push_back(
          {one.file, 0, Severity::error, "case", "\"" + one.name + "\": " + flaw, "mend the case"});
  }
  for (const auto& name : uncovered)
    findings.push_back({input.file, 0, Severity::warning, "no-case",
                        "no case shows what \"" + name + "\" does", how_to_cover(manifest, name)});
}

}  // namespace patchbay::adapters
