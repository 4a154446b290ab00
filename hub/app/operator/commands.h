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
/// Adds doctor to the group `partner`.
void add_partner_doctor_command(CLI::App& group, CommandJob& job);
void add_link_commands(CLI::App& app, CommandJob& job);
void add_consent_commands(CLI::App& app, CommandJob& job);
void add_endpoint_commands(CLI::App& app, CommandJob& job);
/// Adds replay, replays and cancel-replay to the group `endpoint`.
void add_endpoint_replay_commands(CLI::App& group, CommandJob& job);
void add_message_commands(CLI::App& app, CommandJob& job);
void add_inbound_commands(CLI::App& app, CommandJob& job);
void add_schedule_commands(CLI::App& app, CommandJob& job);

}  // namespace patchbay::app
