#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <cstdio>

#include "hub/access/operate.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/configured_partner.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/base/text.h"

namespace patchbay::app {
namespace {

using jobs::SwitchKind;

struct SwitchFlags : OperatorFlags {
  SwitchKind kind = SwitchKind::partner;
  std::string name;
  bool thrown = true;  ///< throw it, or reset it
};

Listing listing_of(const std::vector<jobs::Switch>& switches) {
  Listing listing{{"SWITCH", "NAME", "SINCE", "BY", "REASON"}, {}, {}, "no switch is thrown"};
  for (const auto& one : switches) {
    const std::string at = to_rfc3339(one.thrown_at);
    listing.rows.push_back({jobs::name_of(one.kind), one.name, at, one.actor, one.reason});
    listing.items.push_back(boost::json::object{{"kind", jobs::name_of(one.kind)},
                                                {"name", one.name},
                                                {"thrown_at", at},
                                                {"actor", one.actor},
                                                {"reason", one.reason}});
  }
  return listing;
}

Result<void> run_list(const SwitchFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  auto switches = here->store->run_blocking(store::Access::read, jobs::list_switches);
  std::erase_if(switches, [&](const jobs::Switch& one) {
    return !one.organisation.empty() && one.organisation != here->organisation;
  });
  print(listing_of(switches), flags.json);
  return {};
}

/// A name that was mistyped stops nothing, and nothing else would tell.
void say_what_is_held(const Installation& here, const SwitchFlags& flags,
                      const OrganisationId& organisation) {
  const auto held = here.store->run_blocking(store::Access::read, [&](store::Session& session) {
    return jobs::count_held(session, flags.kind, organisation, flags.name);
  });
  const auto partners = partner_ids(here.config);
  if (flags.kind == SwitchKind::partner)
    if (const auto known = access::check_known("partner", flags.name, partners); !known)
      std::fprintf(stderr, "note: in this configuration %s\n", known.error().message.c_str());
  if (flags.kind == SwitchKind::read_only) return;
  std::fprintf(stderr,
               held == 0 ? "note: no open job is held back by it now; is the name right?\n"
                         : "it holds back %lld open jobs; they stay pending\n",
               static_cast<long long>(held));
}

Result<void> run_change(const SwitchFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const OrganisationId organisation =
      flags.kind == SwitchKind::partner ? here->organisation : OrganisationId();
  const auto now = system_clock().now();
  const auto actor = actor_of_this_command();
  const auto done = here->store->run_blocking(store::Access::write, [&](store::Session& session) {
    return flags.thrown
               ? access::throw_switch(
                     session, {flags.kind, organisation, flags.name, flags.reason, actor, now})
               : access::reset_switch(
                     session, {flags.kind, organisation, flags.name, actor, flags.reason, now});
  });
  if (!done) return done.error();
  if (flags.thrown) say_what_is_held(*here, flags, organisation);
  return run_list(flags);
}

void add_shared(CLI::App& command, SwitchFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_flag("--json", flags.json, "The switches as JSON");
}

void add_named(CLI::App& parent, const std::shared_ptr<SwitchFlags>& flags, CommandJob& job,
               SwitchKind kind, bool thrown) {
  const std::string what = jobs::name_of(kind);
  auto* command = parent.add_subcommand(what, kind == SwitchKind::partner
                                                  ? "Whatever moves value at this partner"
                                                  : "Jobs of this kind, such as reward.issue");
  add_shared(*command, *flags);
  command->add_option("name", flags->name, kind == SwitchKind::partner ? "Its id" : "Their kind")
      ->required();
  auto* reason = command->add_option("--reason", flags->reason, "For the audit and whoever asks");
  if (thrown) reason->required();
  command->callback([&job, flags, kind, thrown] {
    flags->kind = kind;
    flags->thrown = thrown;
    job = [flags] { return run_change(*flags); };
  });
}

void add_read_only(CLI::App& parent, const std::shared_ptr<SwitchFlags>& flags, CommandJob& job) {
  auto* command = parent.add_subcommand(
      "read-only", "Nothing changes any more: no job is claimed, changes by API get 503");
  command->require_subcommand(1);
  for (const bool thrown : {true, false}) {
    auto* side = command->add_subcommand(thrown ? "on" : "off", thrown ? "Enter it" : "Leave it");
    add_shared(*side, *flags);
    auto* reason = side->add_option("--reason", flags->reason, "For the audit and whoever asks");
    if (thrown) reason->required();
    side->callback([&job, flags, thrown] {
      flags->kind = SwitchKind::read_only;
      flags->thrown = thrown;
      job = [flags] { return run_change(*flags); };
    });
  }
}

}  // namespace

void add_switch_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<SwitchFlags>();
  auto* group = app.add_subcommand(
      "switch", "Stop a partner, a queue or all changes, at once on all hubs; nothing fails");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay switch stop partner acme --reason \"they asked us to\"\n"
      "         patchbay switch resume partner acme");
  auto* list = group->add_subcommand("list", "The switches that are thrown");
  add_shared(*list, *flags);
  list->callback([&job, flags] { job = [flags] { return run_list(*flags); }; });
  auto* stop = group->add_subcommand("stop", "What is due stays pending until it is resumed");
  auto* resume = group->add_subcommand("resume", "Let it work again");
  for (const auto kind : {SwitchKind::partner, SwitchKind::queue}) {
    add_named(*stop, flags, job, kind, true);
    add_named(*resume, flags, job, kind, false);
  }
  stop->require_subcommand(1);
  resume->require_subcommand(1);
  add_read_only(*group, flags, job);
}

}  // namespace patchbay::app
