#pragma once
// The operator's command groups: each adds itself to the command line.

#include "hub/app/commands.h"

namespace patchbay::app {

void add_backup_commands(CLI::App& app, CommandJob& job);
void add_credential_commands(CLI::App& app, CommandJob& job);
void add_dead_commands(CLI::App& app, CommandJob& job);
void add_switch_commands(CLI::App& app, CommandJob& job);
void add_hub_commands(CLI::App& app, CommandJob& job);
void add_audit_commands(CLI::App& app, CommandJob& job);
void add_customer_commands(CLI::App& app, CommandJob& job);
void add_keys_commands(CLI::App& app, CommandJob& job);
/// Adds verify, export and accept to the group `audit`.
void add_audit_chain_commands(CLI::App& group, CommandJob& job);
void add_partner_commands(CLI::App& app, CommandJob& job);
/// Adds enable and disable to the group `partner`.
void add_partner_active_commands(CLI::App& group, CommandJob& job);
/// Adds status, versions, reload and rollback to the group `partner`.
void add_partner_version_commands(CLI::App& group, CommandJob& job);
/// Adds doctor to the group `partner`.
void add_partner_doctor_command(CLI::App& group, CommandJob& job);
/// Each adds itself to the group `partner`: the tools of who writes a plug.
void add_partner_new_command(CLI::App& group, CommandJob& job);
void add_partner_lint_command(CLI::App& group, CommandJob& job);
void add_partner_test_command(CLI::App& group, CommandJob& job);
void add_partner_try_command(CLI::App& group, CommandJob& job);
void add_partner_record_command(CLI::App& group, CommandJob& job);
void add_partner_drift_command(CLI::App& group, CommandJob& job);
void add_partner_docs_command(CLI::App& group, CommandJob& job);
void add_link_commands(CLI::App& app, CommandJob& job);
void add_consent_commands(CLI::App& app, CommandJob& job);
void add_endpoint_commands(CLI::App& app, CommandJob& job);
/// Adds replay, replays and cancel-replay to the group `endpoint`.
void add_endpoint_replay_commands(CLI::App& group, CommandJob& job);
void add_message_commands(CLI::App& app, CommandJob& job);
void add_inbound_commands(CLI::App& app, CommandJob& job);
void add_schedule_commands(CLI::App& app, CommandJob& job);
void add_policy_commands(CLI::App& app, CommandJob& job);
/// Each adds to the group `policy`: show and diff; set, push and pull; test; activate, rollback,
/// history and versions; decisions; explain; replay; try; simulate.
void add_policy_show_commands(CLI::App& group, CommandJob& job);
void add_policy_file_commands(CLI::App& group, CommandJob& job);
void add_policy_test_command(CLI::App& group, CommandJob& job);
void add_policy_version_commands(CLI::App& group, CommandJob& job);
void add_policy_decisions_command(CLI::App& group, CommandJob& job);
void add_policy_explain_command(CLI::App& group, CommandJob& job);
void add_policy_replay_command(CLI::App& group, CommandJob& job);
void add_policy_try_command(CLI::App& group, CommandJob& job);
void add_policy_simulate_command(CLI::App& group, CommandJob& job);

}  // namespace patchbay::app
