// patchbay policy versions | activate | rollback | history.

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/api/policy_view.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/policy_desk.h"

namespace patchbay::app {
namespace {

namespace json = boost::json;

struct VersionFlags : OperatorFlags {
  std::string version;
  std::string at;  ///< --at
};

std::string shown(const std::optional<Timestamp>& at) { return at ? to_rfc3339(*at) : "-"; }

Result<void> run_versions(const VersionFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto versions =
      here->store->run_blocking(store::Access::read, [&](store::Session& session) {
        return policy::list_versions(session, here->organisation, system_clock().now());
      });
  Listing listing{
      {"VERSION", "STATE", "CREATED", "BY", "TESTED", "SIMULATED", "ACTIVE FROM", "REASON"},
      {},
      {},
      "there is no version yet; store one by: patchbay policy push FOLDER --reason WHY"};
  for (const auto& one : versions) {
    listing.rows.push_back({short_version(one.id), policy::name_of(one.state),
                            to_rfc3339(one.created_at), one.created_by, shown(one.tested_at),
                            shown(one.simulated_at), shown(one.active_from), one.reason});
    listing.items.push_back(api::to_json(one));
  }
  print(listing, flags.json);
  return {};
}

std::string what_of(const policy::Activation& one) {
  if (one.takes_back != 0) return "took back " + std::to_string(one.takes_back);
  return one.rollback ? "rolled back" : "activated";
}

Result<void> run_history(const VersionFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto history = here->store->run_blocking(store::Access::read, [&](store::Session& session) {
    return policy::activation_history(session, here->organisation);
  });
  Listing listing{{"NO", "VERSION", "WHAT", "ACTIVE FROM", "DECIDED", "BY", "REASON"},
                  {},
                  {},
                  "no version was ever active"};
  for (const auto& one : history) {
    listing.rows.push_back({std::to_string(one.number), short_version(one.version), what_of(one),
                            to_rfc3339(one.active_from), to_rfc3339(one.decided_at), one.actor,
                            one.reason});
    listing.items.push_back(api::to_json(one));
  }
  print(listing, flags.json);
  return {};
}

void print_activation(const policy::Activation& one, bool as_json) {
  if (as_json) return void(std::puts(json::serialize(api::to_json(one)).c_str()));
  const std::string version = short_version(one.version);
  if (one.takes_back != 0)
    std::printf("the activation of version %s that was to come is taken back\n", version.c_str());
  else
    std::printf("version %s is active from %s\n", version.c_str(),
                to_rfc3339(one.active_from).c_str());
}

Result<void> run_activate(const VersionFlags& flags) {
  const auto at = time_of_flag("--at", flags.at);
  if (!at) return at.error();
  PolicyDesk desk(flags);
  const auto opened = desk.here();
  if (!opened) return opened.error();
  auto who = desk.steerer();
  who.installed = installed_partners(**opened);
  if (!who.installed)
    std::fputs("note: no partner is configured here, so the rules' partners were not checked\n",
               stderr);
  const auto done = try_change_on(**opened, [&](store::Session& session) {
    return policy::activate_version(session, who, flags.version, *at);
  });
  if (!done) return done.error();
  for (const auto& warning : done->warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  print_activation(done->activation, flags.json);
  return {};
}

Result<void> run_rollback(const VersionFlags& flags) {
  PolicyDesk desk(flags);
  const auto opened = desk.here();
  if (!opened) return opened.error();
  const auto done = try_change_on(
      **opened, [&](store::Session& session) { return policy::go_back(session, desk.steerer()); });
  if (!done) return done.error();
  print_activation(*done, flags.json);
  return {};
}

CLI::App* add(CLI::App& group, const std::shared_ptr<VersionFlags>& flags, CommandJob& job,
              const char* name, const char* help, const char* example,
              Result<void> (*run)(const VersionFlags&)) {
  auto* command = group.add_subcommand(name, help);
  add_operator_flags(*command, *flags);
  command->footer(std::string("Example: ") + example);
  command->callback([flags, run, &job] { job = [flags, run] { return run(*flags); }; });
  return command;
}

}  // namespace

void add_policy_version_commands(CLI::App& group, CommandJob& job) {
  const auto flags = std::make_shared<VersionFlags>();
  add(group, flags, job, "versions", "All versions, newest first, and how far each has come",
      "patchbay policy versions", run_versions);
  auto* activate =
      add(group, flags, job, "activate",
          "Let a version decide, on all hubs from the same moment; its tests run "
          "first and must pass",
          "patchbay policy activate 3f9a2c --at 2026-12-01 --reason \"new year\"", run_activate);
  activate->add_option("version", flags->version, "Its id, or the beginning of it")->required();
  activate->add_option("--at", flags->at,
                       "Not now but then: RFC 3339, or a day (which begins by UTC)");
  auto* rollback = add(group, flags, job, "rollback",
                       "Take back the activation that is to come; where none is, let the version "
                       "before the active one decide again, at once",
                       "patchbay policy rollback --reason \"too dear\"", run_rollback);
  for (auto* command : {activate, rollback})
    command->add_option("--reason", flags->reason, "For the audit and whoever reads the history")
        ->required();
  add(group, flags, job, "history", "Which version was active from when, by whom and why",
      "patchbay policy history", run_history);
}

}  // namespace patchbay::app
