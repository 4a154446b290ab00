// Whether a partner is part of the programme.

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/operate.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/configured_partner.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/operator.h"

namespace patchbay::app {
namespace {

struct ActiveFlags : OperatorFlags {
  std::string id;
  bool is_active = false;
};

Result<void> run_change(const ActiveFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  // A switch of a partner that is configured no more can still be reset.
  if (auto is_known = access::check_known("partner", flags.id, partner_ids(here->config));
      !is_known && !flags.is_active)
    return is_known.error();
  const auto now = system_clock().now();
  const auto actor = actor_of_this_command();
  const auto kind = jobs::SwitchKind::disabled;
  const auto done = here->store->run_blocking(store::Access::write, [&](store::Session& session) {
    if (flags.is_active)
      return access::reset_switch(session,
                                  {kind, here->organisation, flags.id, actor, flags.reason, now});
    return access::throw_switch(session,
                                {kind, here->organisation, flags.id, flags.reason, actor, now});
  });
  if (!done) return done.error();
  const std::string status = flags.is_active ? "enabled" : "disabled";
  const boost::json::object facts{{"id", flags.id}, {"status", status}};
  const std::string said = "partner \"" + flags.id + "\" is " + status;
  std::puts(flags.json ? boost::json::serialize(facts).c_str() : said.c_str());
  return {};
}

}  // namespace

void add_partner_active_commands(CLI::App& partner, CommandJob& job) {
  const auto flags = std::make_shared<ActiveFlags>();
  for (const bool is_active : {true, false}) {
    auto* command = partner.add_subcommand(
        is_active ? "enable" : "disable",
        is_active ? "Take a disabled partner back into the programme, at once on all hubs"
                  : "Take a partner out of the programme: no call goes out, its credentials and "
                    "webhooks are refused, what is due stays pending");
    command->add_option("id", flags->id, "The partner")->required();
    auto* reason = command->add_option("--reason", flags->reason, "For the audit");
    if (!is_active) reason->required();
    add_operator_flags(*command, *flags);
    command->footer(is_active
                        ? "Example: patchbay partner enable acme"
                        : "Example: patchbay partner disable acme --reason \"contract ended\"");
    command->callback([flags, is_active, &job] {
      flags->is_active = is_active;
      job = [flags] { return run_change(*flags); };
    });
  }
}

}  // namespace patchbay::app
