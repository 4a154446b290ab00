// Versions of plugs: what every hub serves, a look now, and the way back.

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cstdio>
#include <thread>

#include "hub/access/audit.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/configured_partner.h"
#include "hub/app/operator/endpoint_flags.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/app/plugs/plug_rows.h"

namespace patchbay::app {
namespace {

constexpr std::chrono::milliseconds ask_every{20};
constexpr std::chrono::seconds answer_wait_max{10};

struct VersionFlags : OperatorFlags {
  std::string id;     ///< of the partner
  std::string stamp;  ///< --to
};

Result<std::string> plug_of(const Installation& here, const std::string& partner) {
  const auto setup = configured_partner(here.config, partner);
  if (!setup) return setup.error();
  return setup->plug;
}

std::vector<HubPlug> states_of(const Installation& here, const std::string& plug) {
  auto all = here.store->run_blocking(store::Access::read, list_states);
  std::erase_if(all, [&](const HubPlug& one) { return one.state.plug != plug; });
  return all;
}

std::vector<PlugVersion> versions_of(const Installation& here, const std::string& plug) {
  return here.store->run_blocking(
      store::Access::read, [&](store::Session& session) { return list_versions(session, plug); });
}

void add_line(Listing& listing, const std::string& partner, const HubPlug& one) {
  const auto& state = one.state;
  listing.rows.push_back({partner, state.plug, one.hub, state.version, state.stamp,
                          to_rfc3339(state.since),
                          state.problem.empty() ? "serving" : "old one serves: " + state.problem});
  listing.items.push_back(boost::json::object{{"partner", partner},
                                              {"plug", state.plug},
                                              {"hub", one.hub},
                                              {"version", state.version},
                                              {"stamp", state.stamp},
                                              {"since", to_rfc3339(state.since)},
                                              {"problem", state.problem},
                                              {"problem_stamp", state.problem_stamp},
                                              {"looked_at", to_rfc3339(state.looked_at)}});
}

Listing empty_states() {
  return {{"PARTNER", "PLUG", "HUB", "VERSION", "STAMP", "SINCE", "STATE"},
          {},
          {},
          "no hub runs on this store; one begins by: patchbay serve"};
}

Result<void> run_status(const VersionFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  if (!flags.id.empty())
    if (auto plug = plug_of(*here, flags.id); !plug) return plug.error();
  Listing listing = empty_states();
  for (const auto& setup : here->config.partners) {
    if (!flags.id.empty() && setup.id != flags.id) continue;
    for (const auto& one : states_of(*here, setup.plug)) add_line(listing, setup.id, one);
  }
  print(listing, flags.json);
  return {};
}

Result<void> run_versions(const VersionFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  const auto plug = plug_of(*here, flags.id);
  if (!plug) return plug.error();
  const auto versions = versions_of(*here, *plug);
  const auto serving = states_of(*here, *plug);
  Listing listing{{"STAMP", "VERSION", "FIRST SERVED", "HUBS"}, {}, {}, "none was ever served"};
  for (const auto& one : versions) {
    const auto hubs = std::count_if(serving.begin(), serving.end(), [&](const HubPlug& state) {
      return state.state.stamp == one.stamp;
    });
    listing.rows.push_back(
        {one.stamp, one.version, to_rfc3339(one.first_served_at), std::to_string(hubs)});
    listing.items.push_back(
        boost::json::object{{"stamp", one.stamp},
                            {"version", one.version},
                            {"first_served_at", to_rfc3339(one.first_served_at)},
                            {"hubs", hubs}});
  }
  print(listing, flags.json);
  return {};
}

/// The version that was new before any that is served now: a second rollback goes further back.
/// While no hub runs, the newest that was ever served.
/// Errors: not_found.
Result<std::string> version_before(const Installation& here, const std::string& plug) {
  const auto versions = versions_of(here, plug);
  const auto serving = states_of(here, plug);
  const auto is_served = [&](const PlugVersion& one) {
    return std::any_of(serving.begin(), serving.end(),
                       [&](const HubPlug& state) { return state.state.stamp == one.stamp; });
  };
  const auto oldest = std::find_if(versions.rbegin(), versions.rend(), is_served);  // newest first
  if (oldest.base() == versions.end())
    return not_found("plug \"" + plug +
                     "\" has no earlier version to go back to; see: patchbay partner versions");
  return oldest.base()->stamp;
}

Result<void> check_stamp(const Installation& here, const std::string& plug,
                         const std::string& stamp) {
  const auto versions = versions_of(here, plug);
  if (std::any_of(versions.begin(), versions.end(),
                  [&](const PlugVersion& one) { return one.stamp == stamp; }))
    return {};
  return not_found("plug \"" + plug + "\" never served a version \"" + stamp +
                   "\"; see: patchbay partner versions");
}

/// Until every hub has looked since `before`; false: one has not.
bool wait_for_hubs(const Installation& here, const std::string& plug,
                   const std::vector<HubPlug>& before) {
  const auto end = std::chrono::steady_clock::now() + answer_wait_max;
  const auto has_looked = [&](const HubPlug& now) {
    return std::none_of(before.begin(), before.end(), [&](const HubPlug& then) {
      return then.hub == now.hub && then.state.looked_at == now.state.looked_at;
    });
  };
  for (;;) {
    const auto now = states_of(here, plug);
    if (std::all_of(now.begin(), now.end(), has_looked)) return true;
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(ask_every);
  }
}

/// Writes the wish, waits for the hubs, shows what they made of it.
Result<void> ask(const Installation& here, const VersionFlags& flags, const std::string& plug,
                 const std::string& stamp, const char* action) {
  const auto before = states_of(here, plug);
  const auto now = system_clock().now();
  const std::string detail =
      stamp.empty() ? "" : boost::json::serialize(boost::json::object{{"stamp", stamp}});
  run_change_on(here, [&](store::Session& session) {
    wish(session, {plug, stamp, actor_of_this_command(), flags.reason, now});
    access::record(session, {here.organisation, actor_of_this_command(), action, "plug:" + plug,
                             flags.reason, detail, now});
  });
  const bool all_looked = wait_for_hubs(here, plug, before);
  Listing listing = empty_states();
  std::string problem;
  for (const auto& one : states_of(here, plug)) {
    add_line(listing, flags.id, one);
    if (!one.state.problem.empty()) problem = one.state.problem;
  }
  print(listing, flags.json);
  if (!all_looked)
    return unavailable("a hub has not looked within ten seconds; see: patchbay partner status");
  if (!problem.empty()) return invalid("the version before still serves: " + problem);
  return {};
}

Result<void> run_reload(const VersionFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  const auto plug = plug_of(*here, flags.id);
  if (!plug) return plug.error();
  return ask(*here, flags, *plug, "", "plug.reload");
}

Result<void> run_rollback(const VersionFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  const auto plug = plug_of(*here, flags.id);
  if (!plug) return plug.error();
  std::string stamp = flags.stamp;
  if (stamp.empty()) {
    const auto earlier = version_before(*here, *plug);
    if (!earlier) return earlier.error();
    stamp = *earlier;
  } else if (auto known = check_stamp(*here, *plug, stamp); !known) {
    return known.error();
  }
  return ask(*here, flags, *plug, stamp, "plug.rollback");
}

}  // namespace

void add_partner_version_commands(CLI::App& partner, CommandJob& job) {
  const auto flags = std::make_shared<VersionFlags>();
  const auto add = [&](const char* name, const char* help, const char* example, bool needs_id,
                       Result<void> (*run)(const VersionFlags&)) {
    auto* command = partner.add_subcommand(name, help);
    auto* id = command->add_option("id", flags->id, "The partner");
    if (needs_id) id->required();
    add_operator_flags(*command, *flags);
    command->footer(std::string("Example: ") + example);
    command->callback([flags, run, &job] { job = [flags, run] { return run(*flags); }; });
    return command;
  };
  add("status", "Which version of its plug each hub serves, and why not a later one",
      "patchbay partner status acme", false, run_status);
  add("versions", "Every version of the partner's plug that was ever served",
      "patchbay partner versions acme", true, run_versions);
  auto* reload = add("reload", "Serve the plug as its files are now; ends a rollback",
                     "patchbay partner reload acme", true, run_reload);
  auto* rollback =
      add("rollback", "Serve an earlier version, whatever the files are, until a reload",
          "patchbay partner rollback acme --reason \"vouchers without codes\"", true, run_rollback);
  rollback->add_option("--to", flags->stamp, "Stamp of the version; else the one before");
  for (auto* command : {reload, rollback})
    command->add_option("--reason", flags->reason, "For the audit");
}

}  // namespace patchbay::app
