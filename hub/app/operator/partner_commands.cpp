#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "hub/access/audit.h"
#include "hub/app/operator/commands.h"
#include "hub/app/operator/listing.h"
#include "hub/app/operator/operator.h"
#include "hub/jobs/partner_limits.h"
#include "hub/jobs/switches.h"

namespace patchbay::app {
namespace {

struct PartnerFlags : OperatorFlags {
  std::string id;
};

/// A partner that is configured, was ever called, or is stopped.
struct PartnerLine {
  std::string plug;  ///< empty: not configured here
  std::string environment;
  jobs::PartnerHealth health;
  bool is_stopped = false;
};

std::map<std::string, PartnerLine> gather(const Installation& here) {
  std::map<std::string, PartnerLine> lines;
  for (const auto& setup : here.config.partners) {
    lines[setup.id].plug = setup.plug;
    lines[setup.id].environment = setup.environment;
  }
  here.store->run_blocking(store::Access::read, [&](store::Session& session) {
    for (auto& health : jobs::list_partner_health(session))
      if (health.organisation == here.organisation) lines[health.partner].health = health;
    for (const auto& thrown : jobs::list_switches(session))
      if (thrown.kind == jobs::SwitchKind::partner && thrown.organisation == here.organisation)
        lines[thrown.name].is_stopped = true;
  });
  return lines;
}

void add_line(Listing& listing, const std::string& id, const PartnerLine& line) {
  const auto& breaker = line.health.breaker;
  const bool is_closed = breaker.state == jobs::BreakerState::closed;
  const std::string until = is_closed ? "" : to_rfc3339(breaker.open_until);
  const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
  listing.rows.push_back(
      {id, or_dash(line.plug), or_dash(line.environment), jobs::name_of(breaker.state),
       or_dash(until), std::to_string(line.health.trips_ever), line.is_stopped ? "stopped" : "no"});
  listing.items.push_back(boost::json::object{
      {"id", id},
      {"plug", line.plug},
      {"environment", line.environment},
      {"breaker", jobs::name_of(breaker.state)},
      {"open_until", is_closed ? boost::json::value() : boost::json::value(until)},
      {"trips", line.health.trips_ever},
      {"stopped", line.is_stopped}});
}

Result<void> run_list(const PartnerFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  Listing listing{{"ID", "PLUG", "ENVIRONMENT", "BREAKER", "OPEN UNTIL", "TRIPS", "STOPPED"},
                  {},
                  {},
                  "no partner is configured, and none was ever called"};
  for (const auto& [id, line] : gather(*here)) add_line(listing, id, line);
  print(listing, flags.json);
  return {};
}

Result<void> run_reset(const PartnerFlags& flags) {
  auto here = open_installation(flags);
  if (!here) return here.error();
  const Timestamp now = system_clock().now();
  const bool was_reset =
      here->store->run_blocking(store::Access::write, [&](store::Session& session) {
        if (!jobs::reset_breaker(session, here->organisation, flags.id, now)) return false;
        access::record(session, {here->organisation, actor_of_this_command(), "partner.reset",
                                 "partner:" + flags.id, flags.reason, "", now});
        return true;
      });
  if (!was_reset)
    return not_found("partner \"" + flags.id +
                     "\" has no breaker that is open; see: patchbay partner list");
  const std::string said = "the breaker of partner \"" + flags.id + "\" is closed";
  const boost::json::object facts{{"id", flags.id}, {"breaker", "closed"}};
  std::puts(flags.json ? boost::json::serialize(facts).c_str() : said.c_str());
  return {};
}

void add_shared(CLI::App& command, PartnerFlags& flags) {
  command.add_option("--config", flags.config_file, "TOML file, as for patchbay serve");
  command.add_option("--store", flags.store_url, "The store, instead of the configured one");
  command.add_flag("--json", flags.json, "JSON for programs");
}

}  // namespace

void add_partner_commands(CLI::App& app, CommandJob& job) {
  const auto flags = std::make_shared<PartnerFlags>();
  auto* partner = app.add_subcommand("partner", "How the partners are");
  partner->require_subcommand(1);
  auto* list = partner->add_subcommand(
      "list", "Every partner with its breaker, and whether an operator stopped it");
  add_shared(*list, *flags);
  list->footer("Example: patchbay partner list --config patchbay.toml --json");
  list->callback([flags, &job] { job = [flags] { return run_list(*flags); }; });
  auto* reset = partner->add_subcommand(
      "reset", "Close a partner's breaker by hand: calls go out again at once, on all hubs");
  reset->add_option("id", flags->id, "The partner")->required();
  reset->add_option("--reason", flags->reason, "For the audit");
  add_shared(*reset, *flags);
  reset->footer("Example: patchbay partner reset acme --reason \"they fixed their server\"");
  reset->callback([flags, &job] { job = [flags] { return run_reset(*flags); }; });
  add_partner_doctor_command(*partner, job);
}

}  // namespace patchbay::app
