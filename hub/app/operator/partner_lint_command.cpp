#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "adapters/lint.h"
#include "adapters/lua/script.h"
#include "hub/app/files.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/plug_folder.h"

namespace patchbay::app {
namespace {

namespace fs = std::filesystem;
using adapters::LintFinding;
using adapters::Severity;

/// Whether `require` would find it: beside the script, or in scripts/lib. Dots go down.
bool has_module(const std::string& name, const PlugFolder& found, const Home& home) {
  std::string path = name;
  std::replace(path.begin(), path.end(), '.', '/');
  return fs::exists(fs::path(found.folder) / (path + ".lua")) ||
         fs::exists(fs::path(home.scripts) / "lib" / (path + ".lua"));
}

Result<adapters::LintInput> input_of(const PlugFolder& found, const Home& home) {
  adapters::LintInput input;
  input.file = found.file;
  if (!found.is_native) {
    auto source = read_file(found.file);
    if (!source) return source.error();
    input.source = std::move(*source);
  }
  if (auto plug = load_plug(found)) {
    const auto& loaded = *plug;
    input.manifest = loaded->manifest();
  } else {
    input.load_error = plug.error().message;
  }
  if (auto cases = adapters::read_cases(found.folder))
    input.cases = std::move(*cases);
  else
    input.cases_error = cases.error().message;
  input.has_module = [found, home](const std::string& name) {
    return has_module(name, found, home);
  };
  return input;
}

/// Files need nobody who plays a server.
bool calls_a_server(const adapters::LintInput& input) {
  if (!input.manifest) return true;
  const auto& settings = input.manifest->settings;
  return std::any_of(settings.begin(), settings.end(),
                     [](const Field& field) { return field.name == "api_url"; });
}

void lint_sandbox(const PlugFolder& found, const adapters::LintInput& input,
                  std::vector<LintFinding>& findings) {
  const std::string file = found.folder + "/sandbox.lua";
  if (!fs::exists(file)) {
    if (!calls_a_server(input)) return;
    findings.push_back({file, 0, Severity::warning, "sandbox", "there is no sandbox.lua",
                        "write what the partner's server does: \"try\" and the demo need it"});
    return;
  }
  if (const auto script = adapters::lua::load_script(file, {}); !script)
    findings.push_back({file, 0, Severity::error, "sandbox", script.error().message,
                        "the sandbox cannot be started until this is mended"});
}

std::string place_of(const LintFinding& finding) {
  return finding.file + (finding.line > 0 ? ":" + std::to_string(finding.line) : "");
}

void print_findings(const std::vector<LintFinding>& findings, bool json) {
  Listing listing;
  for (const auto& one : findings)
    listing.items.push_back(boost::json::object{{"file", one.file},
                                                {"line", one.line},
                                                {"severity", name_of(one.severity)},
                                                {"rule", one.rule},
                                                {"message", one.message},
                                                {"mend", one.mend}});
  if (json) return print(listing, true);
  // As compilers write them: editors jump there.
  for (const auto& one : findings)
    std::printf("%s: %s: %s [%s]\n    %s\n", place_of(one).c_str(), name_of(one.severity),
                one.message.c_str(), one.rule.c_str(), one.mend.c_str());
}

Result<void> run_lint(const PlugFlags& flags) {
  const auto home = home_of(flags);
  if (!home) return home.error();
  const auto found = find_plug(flags.partner, *home);
  if (!found) return found.error();
  const auto input = input_of(*found, *home);
  if (!input) return input.error();
  auto findings = adapters::lint(*input);
  lint_sandbox(*found, *input, findings);
  print_findings(findings, flags.json);
  const auto errors = std::count_if(findings.begin(), findings.end(), [](const auto& one) {
    return one.severity == Severity::error;
  });
  if (errors > 0) return invalid("lint found " + std::to_string(errors) + " errors");
  if (!flags.json)
    std::printf("%s: %s\n", found->file.c_str(),
                findings.empty() ? "nothing to mend" : "no errors");
  return {};
}

}  // namespace

void add_partner_lint_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<PlugFlags>();
  auto* command = add_plug_command(group, *flags, "lint",
                                   "Say what is wrong with a plug before it runs: file:line, what, "
                                   "and how to mend it; exit 1 when something is an error");
  command->footer(
      "Example: patchbay partner lint acme\n"
      "         patchbay partner lint ./acme --json | jq -r '.[].message'");
  command->callback([flags, &job] { job = [flags] { return run_lint(*flags); }; });
}

}  // namespace patchbay::app
