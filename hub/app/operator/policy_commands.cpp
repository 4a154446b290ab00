// patchbay policy: the rules of the programme, for who runs it and for who writes them.

#include <CLI/CLI.hpp>

#include "hub/app/operator/commands.h"

namespace patchbay::app {

void add_policy_commands(CLI::App& app, CommandJob& job) {
  auto* group = app.add_subcommand(
      "policy", "The rules of the programme: read, change, test, try, activate, explain");
  group->require_subcommand(1);
  group->footer(
      "A version is named by the hash of its files; its first characters are enough, and\n"
      "\"active\" and \"previous\" are names too. A folder of files does as well, where one is "
      "taken.\n"
      "Example: patchbay policy show\n"
      "         patchbay policy set milestones.month_1.amount \"AUD 25\" --reason \"prices rose\"\n"
      "         patchbay policy activate 3f9a2c --reason \"prices rose\"\n"
      "         patchbay policy rollback --reason \"too dear\"");
  add_policy_show_commands(*group, job);
  add_policy_file_commands(*group, job);
  add_policy_test_command(*group, job);
  add_policy_simulate_command(*group, job);
  add_policy_try_command(*group, job);
  add_policy_version_commands(*group, job);
  add_policy_decisions_command(*group, job);
  add_policy_explain_command(*group, job);
  add_policy_replay_command(*group, job);
}

}  // namespace patchbay::app
