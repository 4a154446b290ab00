#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "adapters/cases.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/plug_folder.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

std::size_t failures_in(const adapters::CasesReport& report) {
  return static_cast<std::size_t>(std::count_if(report.cases.begin(), report.cases.end(),
                                                [](const auto& one) { return !one.passed; }));
}

void print_json(const adapters::CasesReport& report) {
  boost::json::array cases, uncovered;
  for (const auto& one : report.cases)
    cases.push_back(boost::json::object{{"file", one.file},
                                        {"name", one.name},
                                        {"capability", one.capability},
                                        {"passed", one.passed},
                                        {"difference", one.difference}});
  for (const auto& name : report.uncovered) uncovered.push_back(boost::json::string(name));
  const boost::json::object facts{{"passed", report.passed()},
                                  {"cases", std::move(cases)},
                                  {"uncovered", std::move(uncovered)}};
  std::puts(boost::json::serialize(facts).c_str());
}

/// A line for each, then what differs, then what has no case.
void print_table(const adapters::CasesReport& report, std::size_t capabilities) {
  Listing listing{{"RESULT", "CAPABILITY", "CASE"},
                  {},
                  {},
                  "there are no cases; record one: patchbay partner try, then record"};
  for (const auto& one : report.cases)
    listing.rows.push_back({one.passed ? "ok" : "FAILED", one.capability, one.name});
  print(listing, false);
  for (const auto& one : report.cases)
    if (!one.passed)
      std::printf("\n%s: \"%s\"  (- expected, + what the plug did)\n%s", one.file.c_str(),
                  one.name.c_str(), one.difference.c_str());
  std::printf("\n%zu of %zu capabilities have cases", capabilities - report.uncovered.size(),
              capabilities);
  if (!report.uncovered.empty())
    std::printf("; none has: %s", join(report.uncovered, ", ").c_str());
  std::puts("");
}

Result<void> run_test(const PlugFlags& flags) {
  const auto found = find_plug(flags);
  if (!found) return found.error();
  const auto plug = load_plug(*found);
  if (!plug) return plug.error();
  adapters::Plug& loaded = **plug;
  const auto report = adapters::run_cases(loaded, found->folder);
  if (!report) return report.error();
  if (flags.json)
    print_json(*report);
  else
    print_table(*report, loaded.manifest().capabilities.size());
  if (const auto failed = failures_in(*report); failed > 0)
    return invalid(std::to_string(failed) + " of " + std::to_string(report->cases.size()) +
                   " cases failed");
  return {};
}

}  // namespace

void add_partner_test_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<PlugFlags>();
  auto* command = add_plug_command(group, *flags, "test",
                                   "Run a plug's cases, without network and clock; exit 1 when one "
                                   "fails");
  command->footer(
      "Example: patchbay partner test acme\n"
      "         patchbay partner test ./acme --json | jq '.cases[] | select(.passed | not)'");
  command->callback([flags, &job] { job = [flags] { return run_test(*flags); }; });
}

}  // namespace patchbay::app
