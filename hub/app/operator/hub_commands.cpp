#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include "hub/access/operate.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/jobs/hubs.h"

namespace patchbay::app {
namespace {

struct HubFlags : OperatorFlags {
  std::string id;
  bool drained = true;  ///< drain it, or let it work again
};

Result<void> run_list(const HubFlags& flags) {
  const auto here = open_installation(flags);
  if (!here) return here.error();
  const auto hubs = here->store->run_blocking(store::Access::read, jobs::list_hubs);
  Listing listing{{"HUB", "STATE", "HOST", "PID", "VERSION", "STARTED", "SEEN", "URL"},
                  {},
                  {},
                  "no hub has served this store in the last week"};
  for (const auto& hub : hubs) {
    const std::string started = to_rfc3339(hub.started_at), seen = to_rfc3339(hub.seen_at);
    listing.rows.push_back({hub.id, jobs::name_of(hub.state), hub.host, std::to_string(hub.pid),
                            hub.version, started, seen, hub.url});
    listing.items.push_back(boost::json::object{{"id", hub.id},
                                                {"state", jobs::name_of(hub.state)},
                                                {"host", hub.host},
                                                {"pid", hub.pid},
                                                {"version", hub.version},
                                                {"started_at", started},
                                                {"seen_at", seen},
                                                {"url", hub.url}});
  }
  print(listing, flags.json);
  return {};
}

Result<void> run_change(const HubFlags& flags) {
  {
    const auto here = open_installation(flags);
    if (!here) return here.error();
    const auto done = here->store->run_blocking(store::Access::write, [&](store::Session& session) {
      const auto change = flags.drained ? access::drain_hub : access::resume_hub;
      return change(session, flags.id, actor_of_this_command(), flags.reason, system_clock().now(),
                    "");
    });
    if (!done) return done.error();
  }
  return run_list(flags);
}

void add_shared(CLI::App& command, HubFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file of the hub");
  command.add_option("--store", flags.store_url, "Instead of the configured store");
  command.add_flag("--json", flags.json, "The hubs as JSON");
}

void add_change(CLI::App& group, const std::shared_ptr<HubFlags>& flags, CommandJob& job,
                bool drained) {
  auto* command = group.add_subcommand(
      drained ? "drain" : "resume",
      drained ? "It claims nothing more, answers not ready and ends what it has begun"
              : "It works again");
  add_shared(*command, *flags);
  command->add_option("id", flags->id, "As patchbay hub list has it")->required();
  auto* reason = command->add_option("--reason", flags->reason, "For the audit and whoever asks");
  if (drained) reason->required();
  command->callback([&job, flags, drained] {
    flags->drained = drained;
    job = [flags] { return run_change(*flags); };
  });
}

}  // namespace

void add_hub_commands(CLI::App& app, CommandJob& job) {
  auto flags = std::make_shared<HubFlags>();
  auto* group = app.add_subcommand("hub", "The hubs that share the store");
  group->require_subcommand(1);
  group->footer(
      "Example: patchbay hub list\n"
      "         patchbay hub drain hub_4f1c2a --reason \"new kernel\"");
  auto* list = group->add_subcommand("list", "Who they are and whether they live");
  add_shared(*list, *flags);
  list->callback([&job, flags] { job = [flags] { return run_list(*flags); }; });
  add_change(*group, flags, job, true);
  add_change(*group, flags, job, false);
}

}  // namespace patchbay::app
