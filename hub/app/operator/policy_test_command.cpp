// patchbay policy test: the tests that stand beside rules, and their results taken as wanted.

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>

#include "hub/api/policy_view.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/policy_desk.h"
#include "hub/policy/accept.h"

namespace patchbay::app {
namespace {

struct TestFlags : OperatorFlags {
  std::string rules;
  bool coverage = false;
  bool accept = false;
};

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void print_report(const policy::TestReport& report, std::chrono::milliseconds took,
                  bool with_coverage) {
  for (const auto& failure : report.failures) {
    std::printf("FAILED %s (%s)\n", failure.name.c_str(), failure.where.c_str());
    for (const auto& line : failure.lines) std::printf("  %s\n", line.c_str());
  }
  std::printf("%s passed, %zu failed, in %lld ms\n", counted(report.passed, "test").c_str(),
              report.failures.size(), static_cast<long long>(took.count()));
  if (!with_coverage) return;
  std::puts("coverage: of a function both answers are looked for, not the lines inside it");
  for (const auto& line : report.untouched) std::printf("untouched: %s\n", line.c_str());
  if (report.untouched.empty())
    std::puts("every rule and each of its conditions is touched by a test");
}

/// What was tested may be activated; nothing else changes.
Result<void> mark(PolicyDesk& desk, const GivenRules& given) {
  const auto opened = desk.here();
  if (!opened) return opened.error();
  try {
    run_change_on(**opened, [&](store::Session& session) {
      policy::mark_tested(session, (*opened)->organisation, given.version->id,
                          system_clock().now());
    });
  } catch (const ErrorException& refusal) {
    return refusal.error();
  }
  return {};
}

/// `made`: the draft or the folder; `line` says the same to people.
void print_accepted(const TestFlags& flags, const policy::TestReport& report,
                    boost::json::object made, const std::string& line) {
  if (flags.json) {
    made["accepted"] = api::to_json(report).at("failures");
    std::puts(boost::json::serialize(made).c_str());
    return;
  }
  const std::size_t count = report.failures.size();
  std::printf("accepted: %s %s now what the rules answer\n%s\n", counted(count, "test").c_str(),
              count == 1 ? "expects" : "expect", line.c_str());
}

/// A folder is written anew where it is; of a version a draft is made.
Result<void> accept(PolicyDesk& desk, const TestFlags& flags, const GivenRules& given,
                    const policy::TestReport& report) {
  if (!given.version) {
    const auto files = policy::accept_results(given.policy, report);
    if (!files) return files.error();
    if (auto done = write_changed(flags.rules, given.policy.files(), *files); !done) return done;
    print_accepted(flags, report, boost::json::object{{"folder", flags.rules}},
                   "next: patchbay policy push " + flags.rules + " --reason WHY");
    return {};
  }
  const auto opened = desk.here();
  if (!opened) return opened.error();
  const auto draft = try_change_on(**opened, [&](store::Session& session) {
    return policy::push_accepted(session, desk.steerer(), given.version->id);
  });
  if (!draft) return draft.error();
  print_accepted(flags, report, api::to_json(*draft),
                 draft->id + "  " + policy::name_of(draft->state) +
                     "\nnext: patchbay policy activate " + short_version(draft->id));
  return {};
}

Result<void> run_test(const TestFlags& flags) {
  PolicyDesk desk(flags);
  const auto given = desk.rules(flags.rules);
  if (!given) return given.error();
  const auto began = std::chrono::steady_clock::now();
  const auto report = policy::run_policy_tests(given->policy);
  if (!report) return report.error();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  if (!flags.json) print_report(*report, took, flags.coverage);
  if (flags.accept) return accept(desk, flags, *given, *report);
  if (flags.json) {
    boost::json::object whole = api::to_json(*report);
    whole["version"] = given->policy.hash();
    std::puts(boost::json::serialize(whole).c_str());
  }
  if (!report->ok())
    return invalid(given->name + ": " + counted(report->failures.size(), "test") + " failed");
  if (report->passed == 0)
    return invalid(given->name +
                   " has no test, so nothing was tested and it cannot become active; add a file "
                   "that ends in _test.lua (docs/policies.md)");
  return given->version ? mark(desk, *given) : Result<void>();
}

}  // namespace

void add_policy_test_command(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<TestFlags>();
  auto* command = group.add_subcommand(
      "test", "Run the tests beside the rules; a version whose tests pass may become active");
  command->add_option("rules", flags->rules, "A version or a folder; else the active version");
  command->add_flag("--coverage", flags->coverage,
                    "Also the rules and conditions that no test touches");
  command->add_flag("--accept", flags->accept,
                    "What failed tests got is what is wanted: write it into them, as a new draft "
                    "or into the folder");
  command->add_option("--reason", flags->reason, "For the audit; to accept in a version needs one");
  add_operator_flags(*command, *flags);
  command->footer(
      "Example: patchbay policy test rules/ --coverage\n"
      "         patchbay policy test 3f9a2c                # look at what differs, then\n"
      "         patchbay policy test 3f9a2c --accept --reason \"prices rose\"");
  command->callback([flags, &job] { job = [flags] { return run_test(*flags); }; });
}

}  // namespace patchbay::app
